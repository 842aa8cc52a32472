import { Agent, request } from 'undici'
import { startKubectlProxy } from '../e2e/mounts/kubectl-proxy.ts'
import { longestStallMs, startIdleLoop } from './event-loop.ts'
import { type Caller, newSession, query } from './graphql-client.ts'
import { adminAccess, adminAgent } from './kube-access.ts'
import { startServer, withoutRate } from './server-process.ts'
import { formatTable, pairedRatio, summarize } from './statistics.ts'
import { installWidgets, makeWidgets, removeWidgets, widgetNamespace, widgetsPath } from './widgets.ts'

const pageOf = 100
/** Filtered and sorted by fields of the object: half of the colours, by size. */
export const widgetPage = `query Page($where: [FieldFilter!], $sortBy: [SortKey!]) {
  bench_latchkey_dev { v1 { widgets(namespace: "${widgetNamespace}", where: $where, sortBy: $sortBy, first: ${pageOf}) {
    items { metadata { name namespace resourceVersion } spec { size colour turn } _columns { value } }
    columns { name } pageInfo { endCursor hasNextPage } total source { from reason }
  } } }
}`
const widgetPageLive = widgetPage.replace(`first: ${pageOf}`, `first: ${pageOf}, live: true`)
const unsorted = { where: [], sortBy: [] }
const sorted = {
  where: [{ path: '.spec.colour', op: 'IN', value: ['red', 'green', 'blue', 'violet'] }],
  sortBy: [{ path: '.spec.size', descending: true }],
}
type Page = { items: { spec: { size: number } }[]; total: number | null; source: { from: string; reason: string } }

/**
 * A page of 100 of `count` objects. Warm: of the cache. Cold: the first one of a server that has worked, but does not hold the list. Beside them
 * by turns the kube-apiserver's own list of 100 (unsorted, as it sorts nothing), the whole list from it, and what a client of `kubectl proxy` does to sort: the whole list, parsed, filtered, sorted.
 */
export async function benchGraphqlPage({ count = 10_000, rounds = 200, colds = 10 } = {}): Promise<string> {
  await installWidgets()
  try {
    await makeWidgets(0, count)
    const token = newSession()
    return [await benchWarm(token, count, rounds), await benchCold(token, count, colds)].join('\n\n')
  } finally {
    removeWidgets()
  }
}

async function benchWarm(token: string, count: number, rounds: number): Promise<string> {
  const [server, kubectlProxy] = await Promise.all([startServer({ env: withoutRate }), startKubectlProxy()])
  const direct = adminAgent(1)
  const idle = startIdleLoop()
  const plain = new Agent({ connections: 1 })
  const caller = { origin: server.origin, token }
  try {
    await untilCached(caller)
    await longestStallMs(server.metrics)
    await idle.longestStallMs()
    const pages = [
      { name: 'kube-apiserver, limit=100', run: () => limitedList(adminAccess.server, direct) },
      { name: 'GraphQL, warm, unsorted', run: () => askPage(caller, unsorted, 'CACHE', plain) },
      { name: 'GraphQL, warm, sorted and filtered', run: () => askPage(caller, sorted, 'CACHE', plain) },
    ]
    const whole = [
      { name: 'kubectl proxy, whole list, sorted by its client', run: () => sortedByClient(kubectlProxy.origin, plain) },
      { name: 'GraphQL, warm, sorted and filtered', run: () => askPage(caller, sorted, 'CACHE', plain) },
    ]
    const figures = await byTurns(pages, rounds)
    const [stall, idleStall] = [await longestStallMs(server.metrics), await idle.longestStallMs()]
    return [
      table(`page of ${pageOf} of ${count}, ${rounds} rounds`, figures, 'kube-apiserver, limit=100'),
      `longest stall of the event loop meanwhile: ${stall.toFixed(0)} ms; of a process that does nothing: ${idleStall.toFixed(0)} ms`,
      '',
      table(`the same against sorting by the client, 5 rounds`, await byTurns(whole, 5), whole[0]?.name ?? ''),
    ].join('\n')
  } finally {
    idle.stop()
    await Promise.all([server.stop(), kubectlProxy.stop(), direct.close(), plain.close()])
  }
}

async function benchCold(token: string, count: number, colds: number): Promise<string> {
  const names = ['kube-apiserver, limit=100', 'GraphQL, cold, unsorted', 'kube-apiserver, limit=100 ', 'GraphQL, cold, sorted and filtered'] as const
  const series = new Map<string, number[]>(names.map(name => [name, []]))
  const stalls: number[] = []
  const syncs: number[] = []
  const direct = adminAgent(1)
  const idle = startIdleLoop()
  const idleStalls: number[] = []
  for (let round = -1; round < colds; round += 1)
    for (const [baseline, name, variables] of [
      [names[0], names[1], unsorted],
      [names[2], names[3], sorted],
    ] as const) {
      const server = await startServer({ env: withoutRate })
      const caller = { origin: server.origin, token }
      const dispatcher = new Agent({ connections: 1 })
      try {
        // The schema is made and the code compiled by the same page asked for live, which starts no cache: what is cold is the list.
        for (let warm = 0; warm < 30; warm += 1) await query(caller, widgetPageLive, unsorted, dispatcher)
        const listMs = await timed(() => limitedList(adminAccess.server, direct))
        await longestStallMs(server.metrics)
        await idle.longestStallMs()
        const startedMs = performance.now()
        const pageMs = await timed(() => askPage(caller, variables, 'ANY', dispatcher))
        await untilCached(caller)
        if (round < 0) continue
        syncs.push(performance.now() - startedMs)
        series.get(baseline)?.push(listMs)
        series.get(name)?.push(pageMs)
        stalls.push(await longestStallMs(server.metrics))
        idleStalls.push(await idle.longestStallMs())
      } finally {
        await Promise.all([server.stop(), dispatcher.close()])
      }
    }
  idle.stop()
  await direct.close()
  const rows = names.map(name => {
    const own = series.get(name) ?? []
    const baseline = series.get(name === names[1] ? names[0] : name === names[3] ? names[2] : name) ?? []
    const { p50, p95 } = summarize(own)
    return [name.trim(), p50.toFixed(1), p95.toFixed(1), pairedRatio(own, baseline).toFixed(2), (p95 / summarize(baseline).p95).toFixed(2)]
  })
  return [
    formatTable([`page of ${pageOf} of ${count}, cold, ${colds} servers`, 'p50 ms', 'p95 ms', '× kube-apiserver', '× its p95'], rows),
    `from the first page to a cached one: p50 ${summarize(syncs).p50.toFixed(0)} ms, max ${summarize(syncs).max.toFixed(0)} ms; longest stall meanwhile: p50 ${summarize(stalls).p50.toFixed(0)}, max ${summarize(stalls).max.toFixed(0)} ms; of a process that does nothing: p50 ${summarize(idleStalls).p50.toFixed(0)}, max ${summarize(idleStalls).max.toFixed(0)} ms`,
  ].join('\n')
}

/** Waits until pages come from the cache. */
export async function untilCached(caller: Caller, seconds = 120): Promise<void> {
  const untilMs = performance.now() + seconds * 1000
  for (let said = ''; ; ) {
    const { source } = pageOfAnswer(await query(caller, widgetPage, unsorted))
    if (source.from === 'CACHE') return
    said = source.reason
    if (performance.now() > untilMs) throw new Error(`nothing was cached after ${seconds} s: ${said}`)
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

async function askPage(caller: Caller, variables: typeof sorted | typeof unsorted, from: 'CACHE' | 'ANY', dispatcher: Agent): Promise<void> {
  const { items, source } = pageOfAnswer(await query(caller, widgetPage, variables, dispatcher))
  if (items.length !== pageOf) throw new Error(`a page of ${items.length} objects`)
  if (from !== 'ANY' && source.from !== from) throw new Error(`a page was ${source.from}, not ${from}: ${source.reason}`)
  const sizes = items.map(({ spec }) => spec.size)
  if (variables === sorted && sizes.some((size, index) => index > 0 && size > (sizes[index - 1] ?? 0))) throw new Error('a page is not sorted')
}

function pageOfAnswer(data: Record<string, unknown>): Page {
  return (data as { bench_latchkey_dev: { v1: { widgets: Page } } }).bench_latchkey_dev.v1.widgets
}

async function limitedList(origin: string, dispatcher: Agent): Promise<void> {
  const headers = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' }
  const { statusCode, body } = await request(`${origin}${widgetsPath}?limit=${pageOf}&includeObject=Object`, { dispatcher, headers })
  await body.text()
  if (statusCode !== 200) throw new Error(`the list was answered ${statusCode}`)
}

async function sortedByClient(origin: string, dispatcher: Agent): Promise<void> {
  const { body } = await request(origin + widgetsPath, { dispatcher })
  const { items } = JSON.parse(await body.text()) as { items: { spec: { size: number; colour: string } }[] }
  const colours = new Set(sorted.where[0]?.value)
  items.filter(({ spec }) => colours.has(spec.colour)).sort((a, b) => b.spec.size - a.spec.size)
}

async function timed(run: () => Promise<void>): Promise<number> {
  const startedMs = performance.now()
  await run()
  return performance.now() - startedMs
}

async function byTurns(ways: readonly { name: string; run: () => Promise<void> }[], rounds: number): Promise<Map<string, number[]>> {
  const series = new Map(ways.map(({ name }) => [name, [] as number[]]))
  for (let round = -Math.ceil(rounds / 10); round < rounds; round += 1)
    for (const { name, run } of ways) {
      const ms = await timed(run)
      if (round >= 0) series.get(name)?.push(ms)
    }
  return series
}

function table(title: string, figures: ReadonlyMap<string, readonly number[]>, baseline: string): string {
  return formatTable(
    [title, 'p50 ms', 'p95 ms', `× ${baseline.split(',')[0]}`],
    [...figures].map(([name, series]) => {
      const { p50, p95 } = summarize(series)
      return [name, p50.toFixed(1), p95.toFixed(1), pairedRatio(series, figures.get(baseline) ?? []).toFixed(2)]
    }),
  )
}
