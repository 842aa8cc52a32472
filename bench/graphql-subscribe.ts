import { request } from 'undici'
import type { GraphQLResponse } from '../lib/contract/graphql.ts'
import { newSession, openSocket, subscribeByEvents } from './graphql-client.ts'
import { untilCached } from './graphql-page.ts'
import { adminAccess, adminAgent } from './kube-access.ts'
import { startServer, withoutRate } from './server-process.ts'
import { formatTable, summarize } from './statistics.ts'
import { installWidgets, makeWidgets, removeWidgets, turnWidget, widgetNamespace, widgetsPath } from './widgets.ts'

export const widgetSubscription = `subscription {
  bench_latchkey_dev_v1_widgets(namespace: "${widgetNamespace}") {
    isComplete token changes { type key object { metadata { name resourceVersion } spec { size turn } } }
  }
}`
const ways = ['kube-apiserver, watch', 'GraphQL over SSE', 'GraphQL over WebSocket'] as const

/**
 * From the PATCH that leaves to the event that is there, for the same change: at a watch of the kube-apiserver itself, and at subscribers
 * by both transports. `count` objects are in the list.
 */
export async function benchGraphqlSubscribe({ count = 1_000, changes = 300 } = {}): Promise<string> {
  await installWidgets()
  await makeWidgets(0, count)
  const token = newSession()
  const server = await startServer({ env: withoutRate })
  const caller = { origin: server.origin, token }
  const direct = adminAgent(2)
  const stop = new AbortController()
  const arrivals = new Map<string, (turn: number) => void>()
  const arrive = (way: string) => (turn: number) => arrivals.get(way)?.(turn)
  try {
    await untilCached(caller)
    await watchTurns(direct, stop.signal, arrive(ways[0]))
    const events = await openedSubscription(onAnswer => subscribeByEvents(caller, widgetSubscription, {}, onAnswer), arrive(ways[1]))
    const socket = await openSocket(caller)
    const frames = await openedSubscription(async onAnswer => socket.subscribe(widgetSubscription, {}, onAnswer), arrive(ways[2]))
    const series = new Map<string, number[]>(ways.map(way => [way, []]))
    for (let turn = 1; turn <= changes; turn += 1) {
      const waits = ways.map(way => new Promise<number>(resolve => arrivals.set(way, seen => seen === turn && resolve(performance.now()))))
      const sentMs = performance.now()
      await turnWidget(direct, turn % count, turn)
      for (const [index, atMs] of (await Promise.all(waits)).entries()) if (turn > 20) series.get(ways[index] ?? '')?.push(atMs - sentMs)
    }
    events.close()
    frames.close()
    socket.close()
    const watched = series.get(ways[0]) ?? []
    return formatTable(
      [`change → subscriber, ${changes - 20} changes`, 'p50 ms', 'p95 ms', 'max ms', 'after the watch: p50 ms', 'p95 ms'],
      [...series].map(([way, ms]) => {
        const after = summarize(ms.map((value, index) => value - (watched[index] ?? Number.NaN)))
        const { p50, p95, max } = summarize(ms)
        return [way, ...[p50, p95, max, after.p50, after.p95].map(value => value.toFixed(1))]
      }),
    )
  } finally {
    stop.abort()
    await server.stop()
    await direct.destroy()
    removeWidgets()
  }
}

type Batch = { isComplete: boolean; changes: { object: { spec: { turn: number } } | null }[] }

/** A subscription whose snapshot has come. */
export async function openedSubscription<T>(
  open: (onAnswer: (answer: GraphQLResponse) => void) => Promise<T>,
  onTurn: (turn: number) => void = () => undefined,
): Promise<T> {
  const snapshot = Promise.withResolvers<void>()
  const subscriber = await open(({ data, errors }) => {
    if (errors || !data) return snapshot.reject(new Error(`a subscription was answered ${JSON.stringify(errors)}`))
    const batch = data['bench_latchkey_dev_v1_widgets'] as Batch
    for (const { object } of batch.changes) if (object) onTurn(object.spec.turn)
    if (batch.isComplete) snapshot.resolve()
  })
  await snapshot.promise
  return subscriber
}

async function watchTurns(dispatcher: ReturnType<typeof adminAgent>, signal: AbortSignal, onTurn: (turn: number) => void): Promise<void> {
  const { body: listed } = await request(`${adminAccess.server}${widgetsPath}?limit=1`, { dispatcher })
  const { metadata } = JSON.parse(await listed.text()) as { metadata: { resourceVersion: string } }
  const url = `${adminAccess.server}${widgetsPath}?watch=1&resourceVersion=${metadata.resourceVersion}`
  const { body } = await request(url, { dispatcher, signal, bodyTimeout: 0 })
  let rest = ''
  body.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onTurn((JSON.parse(line) as { object: { spec: { turn: number } } }).object.spec.turn)
  })
  body.on('error', () => undefined)
}
