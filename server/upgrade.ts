import { randomUUID } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { type IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import { AppError, toAppError } from '#errors/app-error.ts'
import type { Latchkey } from '#server/app.ts'
import { logRefused, namedIn, pathnameOf, requireSession } from '#server/http/route.ts'
import { sendError } from '#server/http/send-error.ts'
import { offeredMountTag, offeredProtocols, requireUpgradeProof } from '#server/http/upgrade-proof.ts'
import { refuseIdentityHeaders } from '#server/proxy/proxy-headers.ts'
import type { SessionResult } from '#server/services.ts'
import { mountTag } from '#server/session/cookie-scope.ts'
import { contentPolicy, securityHeaders } from './content-policy.ts'
import type { Metrics } from './metrics.ts'
import { newNonce } from './nonce.ts'
import { detectPrefix, stripPrefix } from './prefix.ts'

export type UpgradeDeps = {
  latchkey: Pick<Latchkey, 'readSession' | 'services' | 'upgrades'>
  metrics: Pick<Metrics, 'observe'>
  logger: Logger
  configuredPrefix: string
}

export type Upgrades = {
  /** For the server's event of the same name. Never throws, never leaves a socket without an answer. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Asks all to close, and drops those that have not after three seconds. The server's own close waits for them. */
  close(): void
}

const closeGraceMs = 3_000
/** How long a client may take to read that it is refused. */
const refusalMs = 2_000

/** Upgrades of HTTP connections: mount, session, proof of the page, then the route that wants it. A refusal is an HTTP answer as everywhere. */
export function createUpgrades(deps: UpgradeDeps): Upgrades {
  const stopping = new AbortController()
  setMaxListeners(0, stopping.signal)
  const sockets = new Set<Duplex>()

  async function accept(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const startedMs = performance.now()
    const requestId = randomUUID()
    const observe = (status: number): void => deps.metrics.observe('upgrade', request.method ?? '', status, (performance.now() - startedMs) / 1000)
    const prefix = detectPrefix(request.headers, request.url ?? '/', deps.configuredPrefix)
    request.url = stripPrefix(request.url ?? '/', prefix)
    const route = deps.latchkey.upgrades.find(({ matches }) => matches(pathnameOf(request)))
    let sessionResult: SessionResult = { session: null, error: new AppError('UNAUTHENTICATED') }
    try {
      refuseIdentityHeaders(request)
      if (!route) throw new AppError('NOT_FOUND', 'There is no WebSocket at this path.')
      requireWebSocket(request)
      if (stopping.signal.aborted) throw new AppError('NOT_READY', 'This server stops. Connect again.')
      const tag = offeredMountTag(request) ?? mountTag(prefix)
      // A mount that the page names and the request does not show is the service proxy's, which tells upgrades nothing.
      const { protocols, proof } = offeredProtocols(request)
      sessionResult = await deps.latchkey.readSession(request, { tag, isSharedOrigin: tag !== mountTag(prefix), proof })
      const session = requireSession({ sessionResult })
      await requireUpgradeProof(request, { sessionResult, services: deps.latchkey.services })
      await route.accept({ request, socket, head, requestId, session, protocols, stopping: stopping.signal })
      observe(101)
    } catch (error) {
      observe(toAppError(error).status)
      const path = route?.loggedPath ?? pathnameOf(request)
      logRefused(deps.logger, { requestId, session: namedIn(sessionResult), method: request.method, path }, error)
      refuse(request, socket, error, requestId)
    }
  }

  return {
    upgrade(request, socket, head) {
      socket.on('error', () => socket.destroy())
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
      if (isBeingAnswered(request, socket)) socket.destroy()
      else accept(request, socket, head).catch(() => socket.destroy())
    },
    close() {
      stopping.abort()
      setTimeout(() => {
        for (const socket of sockets) socket.destroy()
      }, closeGraceMs).unref()
    },
  }
}

// RFC 6455 §4.2.1; what goes on to ws or the kube-apiserver is whole.
function requireWebSocket({ method, headers }: IncomingMessage): void {
  if (headers.upgrade?.toLowerCase() !== 'websocket') throw new AppError('BAD_REQUEST', 'A connection can be upgraded to a websocket only.')
  if (method !== 'GET') throw new AppError('METHOD_NOT_ALLOWED', 'A WebSocket is opened by GET.')
  if (headers['sec-websocket-version'] !== '13' || !/^[+/0-9A-Za-z]{22}==$/.test(headers['sec-websocket-key'] ?? ''))
    throw new AppError('BAD_REQUEST', 'The handshake is none of WebSocket version 13.')
}

/** Whether an earlier request of the same connection has no answer yet; what we wrote would fall into it. */
function isBeingAnswered(request: IncomingMessage, socket: Duplex): boolean {
  const probe = new ServerResponse(request)
  try {
    probe.assignSocket(socket as Socket)
    probe.detachSocket(socket as Socket)
    return false
  } catch {
    return true
  }
}

function refuse(request: IncomingMessage, socket: Duplex, error: unknown, requestId: string): void {
  if (socket.destroyed) return
  const response = new ServerResponse(request)
  response.assignSocket(socket as Socket)
  response.shouldKeepAlive = false
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value)
  response.setHeader('Content-Security-Policy', contentPolicy(newNonce()))
  response.once('finish', () => {
    response.detachSocket(socket as Socket)
    socket.end()
    // Bytes that nobody reads would make the system reset the connection, and the answer with it.
    socket.resume()
    setTimeout(() => socket.destroy(), refusalMs).unref()
  })
  sendError(response, error, requestId)
}
