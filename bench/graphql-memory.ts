import { setTimeout as delay } from 'node:timers/promises'
import { newSession, openSocket, query } from './graphql-client.ts'
import { untilCached, widgetPage } from './graphql-page.ts'
import { openedSubscription, widgetSubscription } from './graphql-subscribe.ts'
import { rssMiB } from './process-usage.ts'
import { startServer, withoutRate } from './server-process.ts'
import { formatTable } from './statistics.ts'
import { installWidgets, makeWidgets, removeWidgets } from './widgets.ts'

const perSession = 50
const settleMs = 8_000

/** Resident memory of the server by what it holds: nothing, 10,000 cached objects, idle sockets, idle subscriptions. The heap is limited as in a pod. */
export async function benchGraphqlMemory({ count = 10_000, sockets = 200, sessions = 10 } = {}): Promise<string> {
  await installWidgets()
  await makeWidgets(0, count)
  const tokens = Array.from({ length: sessions }, () => newSession())
  const server = await startServer({ env: withoutRate })
  const caller = { origin: server.origin, token: tokens[0] ?? '' }
  const settled = async (): Promise<number> => {
    await delay(settleMs)
    return rssMiB(server.pid)
  }
  try {
    for (let warm = 0; warm < 20; warm += 1)
      await query(caller, 'query { networking_istio_io { v1 { virtualservices(first: 20) { items { metadata { name } } } } } }', {})
    const idle = await settled()

    await untilCached(caller)
    const keeping = await openSocket(caller)
    await openedSubscription(async onAnswer => keeping.subscribe(widgetSubscription, {}, onAnswer))
    const cached = await settled()
    for (let page = 0; page < 50; page += 1) await query(caller, widgetPage, { where: [], sortBy: [{ path: '.spec.size', descending: page % 2 === 0 }] })
    const paged = await settled()

    const opened = []
    for (let index = 0; index < sockets; index += 1) opened.push(await openSocket({ ...caller, token: tokens[index % tokens.length] ?? '' }))
    const withSockets = await settled()

    const subscriptions = (sessions - 1) * perSession
    for (const [index, socket] of opened.slice(1, sessions).entries())
      if (index >= 0)
        await Promise.all(Array.from({ length: perSession }, () => openedSubscription(async onAnswer => socket.subscribe(widgetSubscription, {}, onAnswer))))
    const subscribed = await settled()
    for (const socket of opened) socket.close()
    keeping.close()
    return formatTable(
      ['resident memory of the server', 'MiB', 'more', 'KiB for each'],
      [
        ['idle', idle.toFixed(0), '', ''],
        [`${count} objects of 4 KiB cached`, cached.toFixed(0), (cached - idle).toFixed(1), (((cached - idle) * 1024) / count).toFixed(2)],
        ['and 50 sorted pages', paged.toFixed(0), (paged - cached).toFixed(1), ''],
        [
          `and ${sockets} idle sessions' sockets`,
          withSockets.toFixed(0),
          (withSockets - paged).toFixed(1),
          (((withSockets - paged) * 1024) / sockets).toFixed(1),
        ],
        [
          `and ${subscriptions} idle subscriptions`,
          subscribed.toFixed(0),
          (subscribed - withSockets).toFixed(1),
          (((subscribed - withSockets) * 1024) / subscriptions).toFixed(1),
        ],
      ],
    )
  } finally {
    await server.stop()
    removeWidgets()
  }
}
