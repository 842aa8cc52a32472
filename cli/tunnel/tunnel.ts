import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { toAppError } from '../../lib/errors/app-error.ts'
import type { LatchkeyService } from '../services/service-proxy.ts'
import { admit, requireOwnPage, requireOwnUser } from './admission.ts'
import { createBrowsers } from './browsers.ts'
import { type Clocks, systemClocks } from './clocks.ts'
import { createCredentialTrouble, type OnTrouble } from './credential-trouble.ts'
import { createDoor, type Door, type DoorOptions } from './door.ts'
import { forward, type Route, type Visit } from './forward.ts'
import { forwardUpgrade } from './forward-upgrade.ts'
import { type KeptFiles, keepFirstFiles } from './kept-files.ts'
import { newSecret, splitTarget } from './launch-secret.ts'
import { createListener, listen } from './listener.ts'
import { createPeerCheck, type PeerCheck } from './peer.ts'
import { endRaw } from './raw-answer.ts'
import { refusalAnswer, sendRefusal } from './refusal.ts'
import { watchSleep } from './sleep-watch.ts'

export type Tunnel = {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string
  /** `origin` and the secret of this launch, for whoever brings no cookie: `http://127.0.0.1:PORT/<secret>` */
  readonly mount: string
  /** An address that signs a browser in, once. @throws where the tunnel signs nobody in */
  newLink(): string
  /** Ends the listener and every connection through it. */
  close(): Promise<void>
}

export type TunnelOptions = {
  /** 0 takes a free one. */
  port: number
  onTrouble: OnTrouble
  /** Left out where nobody is signed in by links. */
  door?: DoorOptions
  /** How long a safe request waits for a cluster that is away for a moment, milliseconds. */
  patienceMs?: number
  clocks?: Clocks
  /** Fetches the files of the first page while the browser starts. */
  fetchesAhead?: boolean
  isOtherUser?: PeerCheck
}

/**
 * Serves Latchkey on loopback to the user who started it: every request goes through the kube-apiserver to the one
 * in-cluster service, and to nothing else. Who brings neither the secret of this launch nor the cookie of a link is
 * refused, and the cluster hears nothing of it. @throws PORT_IN_USE
 */
export async function openTunnel(service: LatchkeyService, options: TunnelOptions): Promise<Tunnel> {
  const { onTrouble, patienceMs = 15_000, clocks = systemClocks, isOtherUser = createPeerCheck() } = options
  const server = createListener()
  const port = await listen(server, options.port)
  const route: Route = { service, port, patienceMs, trouble: createCredentialTrouble(onTrouble, clocks), browsers: createBrowsers(port) }
  const secret = newSecret()
  const door = options.door ? createDoor(route, options.door, clocks) : null
  const files = options.fetchesAhead ? keepFirstFiles(service, port) : null
  const guard: Guard = { route, secret, door, files, isOtherUser }
  const sleep = watchSleep(() => service.reset(), clocks)
  // node:http forgets connections once they ask for an upgrade.
  const upgrades = new Set<Duplex>()

  // At once, while the other end is sure to be there.
  server.on('connection', socket => void isOtherUser(socket))
  server.on('request', (request, response) => {
    sleep.check()
    answer(guard, request, response).catch(thrown => {
      if (!response.headersSent) sendRefusal(request, response, toAppError(thrown))
      else response.destroy()
    })
  })
  server.on('upgrade', (request, socket, head) => {
    sleep.check()
    upgrades.add(socket)
    socket.once('close', () => upgrades.delete(socket))
    socket.on('error', () => socket.destroy())
    answerUpgrade(guard, request, socket, head).catch(() => socket.destroy())
  })
  const origin = `http://127.0.0.1:${port}`
  return {
    origin,
    mount: `${origin}/${secret}`,
    newLink() {
      if (door === null) throw new Error('this tunnel has no door')
      return `${origin}${door.newLink()}`
    },
    close: () =>
      new Promise(resolve => {
        sleep.stop()
        files?.stop()
        route.browsers.stop()
        server.close(() => resolve())
        server.closeAllConnections()
        for (const socket of upgrades) socket.destroy()
      }),
  }
}

type Guard = { route: Route; secret: string; door: Door | null; files: KeptFiles | null; isOtherUser: PeerCheck }

async function answer({ route, secret, door, files, isOtherUser }: Guard, request: IncomingMessage, response: ServerResponse): Promise<void> {
  requireOwnPage(request, route.port)
  const target = splitTarget(request.url ?? '', secret)
  if (door?.isLink(request, target)) {
    await requireOwnUser(request, isOtherUser)
    return door.answer(target, request, response)
  }
  // Before anything that takes time: who has sent all that there is to send may have closed its half of the connection.
  const visit = admit(request, target, route.browsers)
  await requireOwnUser(request, isOtherUser)
  if (await files?.answer(visit.path, request, response)) return
  await visit.browser?.keeper?.ready()
  await forward(route, visit, request, response)
}

async function answerUpgrade({ route, secret, isOtherUser }: Guard, request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
  let visit: Visit
  try {
    requireOwnPage(request, route.port)
    visit = admit(request, splitTarget(request.url ?? '', secret), route.browsers)
    await requireOwnUser(request, isOtherUser)
  } catch (thrown) {
    return endRaw(socket, refusalAnswer(request, toAppError(thrown)))
  }
  await visit.browser?.keeper?.ready()
  await forwardUpgrade(route, visit, request, socket, head)
}
