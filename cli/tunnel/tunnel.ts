import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { verifierHeader } from '../../lib/contract/headers.ts'
import { toAppError } from '../../lib/errors/app-error.ts'
import type { LatchkeyService } from '../services/service-proxy.ts'
import { refuseRequest, refuseUpgrade } from './admission.ts'
import { type Clocks, systemClocks } from './clocks.ts'
import { createCredentialTrouble, type OnTrouble } from './credential-trouble.ts'
import { forward, type Route } from './forward.ts'
import { forwardUpgrade } from './forward-upgrade.ts'
import { createListener, listen } from './listener.ts'
import { endRaw } from './raw-answer.ts'
import { refusalAnswer, sendRefusal, sendText } from './refusal.ts'
import type { OpenedLink, SignInLinks } from './sign-in-links.ts'
import { watchSleep } from './sleep-watch.ts'

export type Tunnel = {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string
  /** Ends the listener and every connection through it. */
  close(): Promise<void>
}

export type TunnelOptions = {
  /** 0 takes a free one. */
  port: number
  onTrouble: OnTrouble
  links?: SignInLinks
  /** How long a safe request waits for a cluster that is away for a moment, milliseconds. */
  patienceMs?: number
  clocks?: Clocks
}

/**
 * Serves Latchkey on loopback: every request goes through the kube-apiserver to the one in-cluster service, and to
 * nothing else. @throws PORT_IN_USE
 */
export async function openTunnel(service: LatchkeyService, options: TunnelOptions): Promise<Tunnel> {
  const { onTrouble, links, patienceMs = 15_000, clocks = systemClocks } = options
  const server = createListener()
  const port = await listen(server, options.port)
  const route: Route = { service, port, patienceMs, trouble: createCredentialTrouble(onTrouble, clocks) }
  const sleep = watchSleep(() => service.reset(), clocks)
  // node:http forgets connections once they ask for an upgrade.
  const upgrades = new Set<Duplex>()

  server.on('request', (request, response) => {
    sleep.check()
    answer(route, links, request, response).catch(thrown => {
      if (!response.headersSent) sendRefusal(request, response, toAppError(thrown))
      else response.destroy()
    })
  })
  server.on('upgrade', (request, socket, head) => {
    sleep.check()
    upgrades.add(socket)
    socket.once('close', () => upgrades.delete(socket))
    socket.on('error', () => socket.destroy())
    const refused = refuseUpgrade(request, port)
    if (refused !== null) endRaw(socket, refusalAnswer(request, refused))
    else forwardUpgrade(route, request, socket, head).catch(() => socket.destroy())
  })
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise(resolve => {
        sleep.stop()
        server.close(() => resolve())
        server.closeAllConnections()
        for (const socket of upgrades) socket.destroy()
      }),
  }
}

async function answer(route: Route, links: SignInLinks | undefined, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const refused = refuseRequest(request, route.port)
  if (refused !== null) return sendRefusal(request, response, refused)
  const target = request.url ?? ''
  const opening = request.method === 'GET' ? (links?.open(target) ?? null) : null
  if (opening !== null) return answerLink(await opening, route, request, response)
  const verifier = links?.takeVerifier(request.method ?? '', target) ?? null
  if (links === undefined || verifier === null) return forward(route, request, response)
  // An exchange takes its verifier along and its token lives for seconds: what failed begins anew with a new link.
  await forward(route, request, response, { headers: { [verifierHeader]: verifier }, comeBackTo: () => links.create() })
}

function answerLink(link: OpenedLink, { port, trouble }: Route, request: IncomingMessage, response: ServerResponse): void {
  if (link.outcome === 'failed') {
    const error = toAppError(link.error)
    trouble.failed(error)
    sendRefusal(request, response, error)
  } else if (link.outcome === 'used') {
    sendText(response, 410, usedLinkText(port))
  } else {
    response.writeHead(303, { location: link.location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'content-length': 0 })
    response.end()
  }
}

function usedLinkText(port: number): string {
  return [
    'This sign-in link has been used; each is good once.',
    'Press Enter in the terminal where `latchkey dashboard` runs for a new one, or run it again.',
    `If you are signed in already, go on at http://127.0.0.1:${port}/`,
  ].join('\n')
}
