import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { fakeClocks } from '../testing/fake-clocks.ts'
import { fakeKubeApiserver, refuse } from '../testing/kube-apiserver.ts'
import { stillCount } from '../testing/still-count.ts'
import { tunnelTo } from '../testing/tunnel.ts'

test('closing ends streams, WebSockets, upgrades and requests under way, and leaves nothing behind', async () => {
  // Those of other tests in this process.
  const openBefore = await stillCount(openConnections)
  const cluster = await fakeKubeApiserver({
    onRequest(incoming, response) {
      if (incoming.url?.endsWith('/events')) response.writeHead(200).write('one')
      else if (incoming.url?.endsWith('/away')) refuse(response, 503, 'ServiceUnavailable', 'no endpoints available for service "latchkey:http"')
    },
    onWebSocket: () => {},
  })
  const clocks = fakeClocks()
  const tunnel = await tunnelTo(cluster.origin, { clocks, patienceMs: 60_000 })
  const [events] = (await once(request(`${tunnel.mount}/events`).end(), 'response')) as [IncomingMessage]
  await once(events, 'data')
  const webSocket = new WebSocket(`${tunnel.mount.replace('http', 'ws')}/ws`, { origin: tunnel.origin })
  await once(webSocket, 'open')
  const [waiting, unanswered] = ['/away', '/never'].map(path => once(request(`${tunnel.mount}${path}`).end(), 'error'))
  await stillCount(() => cluster.requests.filter(({ url }) => !url?.endsWith('/away')).length)
  const ends = [once(events, 'error'), once(webSocket, 'close'), waiting, unanswered]
  await tunnel.end()
  await Promise.all(ends)
  expect(clocks.callbacks()).toBe(0)
  expect(await stillCount(openConnections)).toBeLessThanOrEqual(openBefore)
})

function openConnections(): number {
  return process.getActiveResourcesInfo().filter(name => name === 'TCPSocketWrap').length
}
