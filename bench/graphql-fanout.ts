import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { WebSocket } from 'ws'
import { graphqlPath } from '../lib/contract/graphql-paths.ts'
import { sessionHeader } from '../lib/contract/headers.ts'
import { longestStallMs, startIdleLoop } from './event-loop.ts'
import { newSession } from './graphql-client.ts'
import { untilCached } from './graphql-page.ts'
import { widgetSubscription } from './graphql-subscribe.ts'
import { adminAgent } from './kube-access.ts'
import { cpuSeconds, rssMiB } from './process-usage.ts'
import { startServer, withoutRate } from './server-process.ts'
import { formatTable, summarize } from './statistics.ts'
import { installWidgets, makeWidgets, removeWidgets, turnWidget } from './widgets.ts'

const perSession = 50
/** Stands before the key of each change of an answer. */
const changeMark = Buffer.from('"key":"')
/** What a subscriber has received; nothing is parsed, so that the load on this machine is the server's. */
type Counter = { changes: number }

/** `subscribers`, half by requests and half by WebSockets, while `perSecond` objects change for `seconds`. Each has to get every change. */
export async function benchGraphqlFanout({ count = 1_000, subscribers = 500, perSecond = 100, seconds = 20 } = {}): Promise<string> {
  await installWidgets()
  await makeWidgets(0, count)
  const tokens = Array.from({ length: Math.ceil(subscribers / perSession) }, () => newSession())
  const server = await startServer({ env: withoutRate })
  const direct = adminAgent(16)
  const idle = startIdleLoop()
  const events = new Agent({ connections: subscribers, bodyTimeout: 0, headersTimeout: 60_000 })
  const closers: (() => void)[] = [() => void events.destroy()]
  try {
    await untilCached({ origin: server.origin, token: tokens[0] ?? '' })
    const counters: Counter[] = []
    for (const [index, token] of tokens.entries()) {
      const own = Array.from({ length: perSession }, () => ({ changes: 0 }))
      counters.push(...own)
      if (index % 2 === 0) await Promise.all(own.map(counter => countEvents(server.origin, token, events, counter)))
      else closers.push(await countFrames(server.origin, token, own))
    }
    await until(() => counters.every(({ changes }) => changes >= count), 120, 'every subscriber has its snapshot')
    for (const counter of counters) counter.changes = 0
    await delay(3_000)
    await longestStallMs(server.metrics)
    await idle.longestStallMs()

    const cpuBefore = cpuSeconds(server.pid)
    const startedMs = performance.now()
    const sent = await changeSteadily(direct, { count, perSecond, seconds })
    const elapsed = (performance.now() - startedMs) / 1000
    const cpu = cpuSeconds(server.pid) - cpuBefore
    await until(() => counters.every(({ changes }) => changes >= sent), 30, '').catch(() => undefined)
    const missing = counters.map(({ changes }) => Math.max(0, sent - changes))
    const stall = await longestStallMs(server.metrics)
    const received = counters.reduce((sum, { changes }) => sum + changes, 0)
    return formatTable(
      [`${counters.length} subscribers × ${perSecond} changes/s, ${seconds} s`, ''],
      [
        ['changes sent', String(sent)],
        ['changes per second', (sent / elapsed).toFixed(0)],
        ['changes received, all subscribers', String(received)],
        ['changes lost', String(missing.reduce((sum, each) => sum + each, 0))],
        ['subscribers that lost any', String(missing.filter(each => each > 0).length)],
        ['server: cores', (cpu / elapsed).toFixed(2)],
        ['server: µs of CPU for each change received', ((cpu / received) * 1e6).toFixed(1)],
        ['server: longest stall of the event loop, ms', stall.toFixed(0)],
        ['a process that does nothing: longest stall, ms', (await idle.longestStallMs()).toFixed(0)],
        ['server: memory, MiB', rssMiB(server.pid).toFixed(0)],
        ['median changes of a subscriber', summarize(counters.map(({ changes }) => changes)).p50.toFixed(0)],
      ],
    )
  } finally {
    idle.stop()
    for (const close of closers) close()
    await Promise.all([server.stop(), direct.destroy()])
    removeWidgets()
  }
}

async function countEvents(origin: string, token: string, dispatcher: Agent, counter: Counter): Promise<void> {
  const { statusCode, body } = await request(origin + graphqlPath, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', [sessionHeader]: token },
    body: JSON.stringify({ query: widgetSubscription }),
    dispatcher,
  })
  if (statusCode !== 200) throw new Error(`a subscription was answered ${statusCode}: ${await body.text()}`)
  body.on('error', () => undefined)
  // A mark may be cut in two by the network.
  let rest: Buffer = Buffer.alloc(0)
  body.on('data', (chunk: Buffer) => {
    counter.changes += countMarks(Buffer.concat([rest, chunk]))
    rest = chunk.subarray(Math.max(0, chunk.length - changeMark.length + 1))
  })
}

async function countFrames(origin: string, token: string, counters: readonly Counter[]): Promise<() => void> {
  const socket = new WebSocket(origin.replace(/^http/, 'ws') + graphqlPath, 'graphql-transport-ws', { headers: { [sessionHeader]: token } })
  await once(socket, 'open')
  socket.send('{"type":"connection_init"}')
  await once(socket, 'message')
  socket.on('message', (data: Buffer) => {
    const id = /^\{"id":"(\d+)"/.exec(data.toString('latin1', 0, 20))?.[1]
    const counter = counters[Number(id)]
    if (data.includes('"type":"error"')) throw new Error(data.toString().slice(0, 500))
    if (counter) counter.changes += countMarks(data)
  })
  // One socket starts only so many at once.
  for (const [index, counter] of counters.entries()) {
    socket.send(JSON.stringify({ id: String(index), type: 'subscribe', payload: { query: widgetSubscription } }))
    await until(() => counter.changes > 0, 60, 'a subscription of a socket has its snapshot')
  }
  return () => socket.close()
}

function countMarks(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(changeMark); at >= 0; at = bytes.indexOf(changeMark, at + changeMark.length)) count += 1
  return count
}

/** Changes one object after the other, so that none is changed twice within the time that answers are merged. */
async function changeSteadily(dispatcher: Agent, { count, perSecond, seconds }: { count: number; perSecond: number; seconds: number }): Promise<number> {
  const total = perSecond * seconds
  const startedMs = performance.now()
  const underWay = new Set<Promise<void>>()
  for (let sent = 0; sent < total; sent += 1) {
    const dueMs = startedMs + (sent / perSecond) * 1000
    if (dueMs > performance.now()) await delay(dueMs - performance.now())
    const change: Promise<void> = turnWidget(dispatcher, sent % count, Math.floor(sent / count) + 1).finally(() => underWay.delete(change))
    underWay.add(change)
    if (underWay.size >= 64) await Promise.race(underWay)
  }
  await Promise.all(underWay)
  return total
}

export async function until(holds: () => boolean, seconds: number, what: string): Promise<void> {
  const untilMs = performance.now() + seconds * 1000
  while (!holds()) {
    if (performance.now() > untilMs) throw new Error(`not within ${seconds} s: ${what}`)
    await delay(20)
  }
}
