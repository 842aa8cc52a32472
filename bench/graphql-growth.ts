import { Agent, request } from 'undici'
import { type IdleLoop, longestStallMs, startIdleLoop } from './event-loop.ts'
import { newSession, query } from './graphql-client.ts'
import { widgetPage } from './graphql-page.ts'
import { adminAccess, adminAgent } from './kube-access.ts'
import { rssMiB } from './process-usage.ts'
import { startServer, withoutRate } from './server-process.ts'
import { formatTable, summarize } from './statistics.ts'
import { installWidgets, makeWidgets, removeWidgets, widgetsPath } from './widgets.ts'

const bySize = { where: [], sortBy: [{ path: '.spec.size', descending: true }] }
const asListed = { where: [], sortBy: [] }
const syncSeconds = 120

/**
 * The same at each of `steps` objects, each with a server of its own: how long until pages come of the cache (or what is said where they
 * never do), a page of 100 as listed and sorted, memory, and the longest stall. Beside it the kube-apiserver's own list of 100, and the longest
 * stall of a process that does nothing: the list comes from a kube-apiserver that takes both cores of a small machine.
 */
export async function benchGraphqlGrowth({ steps = [1_000, 10_000], rounds = 30 } = {}): Promise<string> {
  await installWidgets()
  const token = newSession()
  const idle = startIdleLoop()
  const rows: string[][] = []
  const reasons: string[] = []
  let made = 0
  try {
    for (const count of steps) {
      await makeWidgets(made, count)
      made = count
      const { row, reason } = await measure(count, token, rounds, idle)
      rows.push(row)
      if (reason !== '') reasons.push(`${count}: "${reason}"`)
    }
  } finally {
    idle.stop()
    removeWidgets()
  }
  const header = [
    'objects',
    'answered',
    'sync ms',
    'page p50 ms',
    'p95',
    'sorted p50 ms',
    'p95',
    'kube-apiserver p50 ms',
    'RSS MiB',
    'stall ms',
    'idle process ms',
  ]
  return [formatTable(header, rows), ...reasons].join('\n')
}

async function measure(count: number, token: string, rounds: number, idle: IdleLoop): Promise<{ row: string[]; reason: string }> {
  const server = await startServer({ env: withoutRate })
  const caller = { origin: server.origin, token }
  const plain = new Agent({ connections: 1, bodyTimeout: 120_000, headersTimeout: 120_000 })
  const direct = adminAgent(1)
  try {
    for (let warm = 0; warm < 5; warm += 1) await query(caller, '{ networking_istio_io { v1 { virtualservices(first: 20) { items { _key } } } } }', {}, plain)
    await longestStallMs(server.metrics)
    await idle.longestStallMs()
    const startedMs = performance.now()
    const source = await lastSource(async () => sourceOf(await query(caller, widgetPage, asListed, plain)), startedMs)
    const syncMs = performance.now() - startedMs
    const syncStall = await longestStallMs(server.metrics)
    const isCached = source.from === 'CACHE'
    const few = isCached ? rounds : 3
    const series = { listed: [] as number[], sorted: [] as number[], kube: [] as number[] }
    for (let round = -1; round < few; round += 1) {
      const kube = await timed(async () => (await request(`${adminAccess.server}${widgetsPath}?limit=100`, { dispatcher: direct })).body.text())
      const listed = await timed(() => query(caller, widgetPage, asListed, plain))
      const sorted = await timed(() => query(caller, widgetPage, bySize, plain))
      if (round < 0) continue
      series.kube.push(kube)
      series.listed.push(listed)
      series.sorted.push(sorted)
    }
    const stall = Math.max(syncStall, await longestStallMs(server.metrics))
    const [listed, sorted, kube] = [summarize(series.listed), summarize(series.sorted), summarize(series.kube)]
    const times = [listed.p50, listed.p95, sorted.p50, sorted.p95, kube.p50].map(ms => ms.toFixed(1))
    const row = [
      String(count),
      source.from,
      isCached ? syncMs.toFixed(0) : 'never',
      ...times,
      rssMiB(server.pid).toFixed(0),
      stall.toFixed(0),
      (await idle.longestStallMs()).toFixed(0),
    ]
    return { row, reason: isCached ? '' : source.reason }
  } finally {
    await Promise.all([server.stop(), plain.close(), direct.close()])
  }
}

type Source = { from: string; reason: string }

/** CACHE, or LIVE with a reason that is no longer that the list is being read. */
async function lastSource(ask: () => Promise<Source>, startedMs: number): Promise<Source> {
  for (;;) {
    const source = await ask()
    const isOver = performance.now() - startedMs > syncSeconds * 1000
    if (source.from === 'CACHE' || isOver || /more than|may\b/.test(source.reason)) return source
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

function sourceOf(data: Record<string, unknown>): Source {
  return (data as { bench_latchkey_dev: { v1: { widgets: { source: Source } } } }).bench_latchkey_dev.v1.widgets.source
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  await run()
  return performance.now() - startedMs
}
