import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { KubeResponse } from '../kube/transport.ts'
import type { Upgraded } from '../kube/upgrade.ts'
import { answerOf } from './ask.ts'
import { answerHeaders, type Route, reached, type Visit } from './forward.ts'
import { forwardedUpgradeHeaders } from './headers.ts'
import { endRaw, writeRawHead } from './raw-answer.ts'
import { refusalAnswer } from './refusal.ts'

/**
 * Sends a WebSocket handshake on to Latchkey, once: the page tries again by itself. After a 101 the two connections are one;
 * any other answer is the browser's to read. `head` is what it has sent since.
 */
export async function forwardUpgrade(route: Route, visit: Visit, request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
  const gone = new AbortController()
  socket.once('close', () => gone.abort())
  // node:http leaves connections half open; a browser that has closed its half waits for nothing.
  const leave = () => socket.destroy()
  socket.once('end', leave)
  const outcome = await route.trouble.watch(async () => {
    const headers = forwardedUpgradeHeaders(request.headers, reached(route, visit))
    const reply = await route.service.upgrade({ path: visit.path, headers, signal: gone.signal })
    return 'upgraded' in reply ? reply : { answer: await answerOf(route.service, reply.answer) }
  })
  socket.off('end', leave)
  if ('error' in outcome) return endRaw(socket, refusalAnswer(request, outcome.error))
  if ('upgraded' in outcome.answer) await splice(route, visit, outcome.answer.upgraded, socket, head)
  else await relay(route, visit, outcome.answer.answer, socket)
}

async function splice(route: Route, visit: Visit, upgraded: Upgraded, browser: Duplex, head: Buffer): Promise<void> {
  const cluster = upgraded.socket
  // Two pipelines on one TLS connection listen to it more often than Node thinks right.
  cluster.setMaxListeners(30)
  try {
    writeRawHead(browser, 101, { ...answerHeaders(route, visit, upgraded.headers), connection: 'Upgrade', upgrade: 'websocket' })
    browser.write(upgraded.head)
    cluster.write(head)
    // A WebSocket has no use for one direction alone (RFC 6455 §7.1.1): what was on its way to the other end is let
    // through, then both close.
    await Promise.race([pipeline(cluster, browser), pipeline(browser, cluster)])
  } catch {
    // One end broke: there is no one left to report it to.
  } finally {
    browser.destroy()
    cluster.destroy()
  }
}

async function relay(route: Route, visit: Visit, { status, headers, body }: KubeResponse, socket: Duplex): Promise<void> {
  try {
    writeRawHead(socket, status, { ...answerHeaders(route, visit, headers), connection: 'close' })
    await pipeline(body, socket)
    socket.resume()
  } catch {
    body.destroy()
    socket.destroy()
  }
}
