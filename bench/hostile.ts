import { setTimeout as delay } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { graphqlPath } from '../lib/contract/graphql-paths.ts'
import { sessionHeader } from '../lib/contract/headers.ts'
import { longestStallMs } from './event-loop.ts'
import { type Caller, newSession, query } from './graphql-client.ts'
import { hostileRequest } from './hostile-bodies.ts'
import { rssMiB } from './process-usage.ts'
import { startServer } from './server-process.ts'
import { formatTable, pairedRatio, summarize } from './statistics.ts'

const parallel = 16
const normal = 'query { networking_istio_io { v1 { virtualservices(namespace: "shop", first: 20) { items { metadata { name } } } } } }'

/**
 * `count` hostile requests by a session of the viewer. A normal query of the admin before, meanwhile and after; memory before, at its
 * highest, and after.
 */
export async function benchHostile({ count = 10_000, rounds = 200 } = {}): Promise<string> {
  const server = await startServer()
  const admin = { origin: server.origin, token: newSession() }
  const viewer = { origin: server.origin, token: newSession('viewer') }
  const dispatcher = new Agent({ connections: 1 })
  const ask = async (): Promise<number> => {
    const startedMs = performance.now()
    await query(admin, normal, {}, dispatcher)
    return performance.now() - startedMs
  }
  const series = async (): Promise<number[]> => {
    const ms: number[] = []
    for (let round = 0; round < rounds; round += 1) ms.push(await ask())
    return ms
  }
  try {
    await series()
    const before = await series()
    const rssBefore = await settledRss(server.pid)
    await longestStallMs(server.metrics)
    const during: number[] = []
    const { statuses, byName, rssHighest } = await attack(viewer, count, server.pid, async () => void during.push(await ask()))
    const stall = await longestStallMs(server.metrics)
    const rssAfter = await settledRss(server.pid)
    const after = await series()
    const line = (name: string, ms: readonly number[], rss: number): string[] => {
      const { p50, p95 } = summarize(ms)
      return [
        name,
        p50.toFixed(1),
        p95.toFixed(1),
        ms.length === before.length ? pairedRatio(ms, before).toFixed(2) : (p50 / summarize(before).p50).toFixed(2),
        rss.toFixed(0),
      ]
    }
    return [
      formatTable(
        [`a normal query, ${count} hostile ones`, 'p50 ms', 'p95 ms', '× before', 'RSS MiB'],
        [line('before', before, rssBefore), line('meanwhile', during, rssHighest), line('after', after, rssAfter)],
      ),
      `longest stall meanwhile: ${stall.toFixed(0)} ms`,
      `slowest kinds, p50 of their answers: ${slowest(byName)}`,
      `answers to the hostile ones: ${[...statuses]
        .sort()
        .map(([status, times]) => `${times} × ${status}`)
        .join(', ')}`,
    ].join('\n')
  } finally {
    await Promise.all([server.stop(), dispatcher.close()])
  }
}

async function attack(
  { origin, token }: Caller,
  count: number,
  pid: number,
  meanwhile: () => Promise<void>,
): Promise<{ statuses: Map<string, number>; byName: Map<string, number[]>; rssHighest: number }> {
  const dispatcher = new Agent({ connections: parallel, allowH2: false })
  const statuses = new Map<string, number>()
  const byName = new Map<string, number[]>()
  let next = 0
  let rssHighest = 0
  let isOver = false
  const sendRest = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) {
      const { name, headers, body } = hostileRequest(index)
      const sentMs = performance.now()
      const answer = await request(origin + graphqlPath, { method: 'POST', headers: { ...headers, [sessionHeader]: token }, body, dispatcher }).catch(
        () => null,
      )
      const text = answer ? await answer.body.text().catch(() => '') : ''
      const code = /"code":"([A-Z_]+)"/.exec(text)?.[1] ?? (text.includes('"data"') ? 'data' : 'no answer')
      const outcome = `${answer?.statusCode ?? 'cut off'} ${code}`
      statuses.set(outcome, (statuses.get(outcome) ?? 0) + 1)
      const times = byName.get(name) ?? []
      times.push(performance.now() - sentMs)
      byName.set(name, times)
    }
  }
  const watch = async (): Promise<void> => {
    while (!isOver) {
      await meanwhile()
      // As much as one identity may ask for.
      await delay(20)
      rssHighest = Math.max(rssHighest, rssMiB(pid))
    }
  }
  const watching = watch()
  await Promise.all(Array.from({ length: parallel }, sendRest))
  isOver = true
  await watching
  await dispatcher.close()
  return { statuses, byName, rssHighest }
}

function slowest(byName: ReadonlyMap<string, readonly number[]>): string {
  return [...byName]
    .map(([name, ms]) => ({ name, p50: summarize(ms).p50 }))
    .sort((a, b) => b.p50 - a.p50)
    .slice(0, 5)
    .map(({ name, p50 }) => `${name} ${p50.toFixed(0)} ms`)
    .join(', ')
}

async function settledRss(pid: number): Promise<number> {
  await delay(10_000)
  return rssMiB(pid)
}
