import { setTimeout as delay } from 'node:timers/promises'
import { newSession, openSocket, query } from './graphql-client.ts'
import { untilCached, widgetPage } from './graphql-page.ts'
import { openedSubscription, widgetSubscription } from './graphql-subscribe.ts'
import { type MemoryFigures, readMemory } from './memory-figures.ts'
import { startServer, withoutRate } from './server-process.ts'
import { formatTable } from './statistics.ts'
import { installWidgets, makeWidgets, removeWidgets } from './widgets.ts'

const perSession = 50
const settleMs = 8_000
const virtualServices = 'query { networking_istio_io { v1 { virtualservices(first: 20) { items { metadata { name } } } } } }'

/** Memory of the server by what it holds: nothing, 10,000 cached objects, idle sockets, idle subscriptions. The heap is limited as bench/server-process.ts says. */
export async function benchGraphqlMemory({ count = 10_000, sockets = 200, sessions = 10 } = {}): Promise<string> {
  await installWidgets()
  await makeWidgets(0, count)
  const tokens = Array.from({ length: sessions }, () => newSession())
  const server = await startServer({ env: withoutRate })
  const caller = { origin: server.origin, token: tokens[0] ?? '' }
  const rows: string[][] = []
  let before: MemoryFigures | null = null
  const note = async (what: string, each: number): Promise<void> => {
    await delay(settleMs)
    const now = await readMemory(server)
    const more = before ? now.resident - before.resident : 0
    rows.push([
      what,
      now.resident.toFixed(0),
      more.toFixed(1),
      each > 0 ? ((more * 1024) / each).toFixed(2) : '',
      ...[now.heap, now.used, now.buffers].map(mib => mib.toFixed(0)),
    ])
    before = now
  }
  try {
    for (let warm = 0; warm < 20; warm += 1) await query(caller, virtualServices, {})
    await note('idle', 0)

    await untilCached(caller)
    await note(`${count} objects of 4 KiB cached`, count)
    for (let page = 0; page < 50; page += 1) await query(caller, widgetPage, { where: [], sortBy: [{ path: '.spec.size', descending: page % 2 === 0 }] })
    await note('and 50 sorted pages', 0)

    const keeping = await openSocket(caller)
    await openedSubscription(async onAnswer => keeping.subscribe(widgetSubscription, {}, onAnswer))
    await note('and a subscription to all', 0)

    const opened = []
    for (let index = 0; index < sockets; index += 1) opened.push(await openSocket({ ...caller, token: tokens[index % tokens.length] ?? '' }))
    await note(`and ${sockets} idle sessions' sockets`, sockets)

    // One after the other: a socket starts only so many at once.
    for (const socket of opened.slice(1, sessions))
      for (let each = 0; each < perSession; each += 1) await openedSubscription(async onAnswer => socket.subscribe(widgetSubscription, {}, onAnswer))
    await note(`and ${(sessions - 1) * perSession} idle subscriptions`, (sessions - 1) * perSession)
    for (const socket of opened) socket.close()
    keeping.close()
    return formatTable(['memory of the server', 'resident MiB', 'more', 'KiB for each', 'heap MiB', 'in use', 'buffers'], rows)
  } finally {
    await server.stop()
    removeWidgets()
  }
}
