import type { Browser, Page } from '@playwright/test'

/** Milliseconds that the page could do nothing else. `longest`: its longest task; `long`: of all tasks beyond 50 ms, as W3C Long Tasks counts them. */
export type Blocked = { longest: number; long: number }

type TraceEvent = { name: string; ph: string; pid: number; tid: number; dur?: number; args?: { name?: string } }

const longTaskMs = 50
const taskNames = new Set(['RunTask', 'ThreadControllerImpl::RunTask'])

/** How long the tasks of a page's main thread took while `run` did: scripts, layout, garbage, everything. The trace is read afterwards. */
export async function tasksDuring(browser: Browser, page: Page, run: () => Promise<void>): Promise<Blocked> {
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline', '__metadata'] })
  const trace = await run().then(
    () => browser.stopTracing(),
    async error => {
      await browser.stopTracing()
      throw error
    },
  )
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] }
  const durations = mainThreadTasks(traceEvents)
  if (durations.length === 0) throw new Error('the trace has no task of a page')
  return { longest: Math.max(...durations), long: durations.filter(ms => ms > longTaskMs).reduce((sum, ms) => sum + ms, 0) }
}

/** Of the renderer that did most: a browser keeps a spare one. */
function mainThreadTasks(events: readonly TraceEvent[]): number[] {
  const threads = events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
  const byThread = threads.map(({ pid, tid }) =>
    events.flatMap(each => (each.ph === 'X' && each.pid === pid && each.tid === tid && taskNames.has(each.name) ? [(each.dur ?? 0) / 1000] : [])),
  )
  return byThread.toSorted((a, b) => sum(b) - sum(a))[0] ?? []
}

function sum(values: readonly number[]): number {
  return values.reduce((total, each) => total + each, 0)
}
