import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import { AppError } from '#errors/app-error.ts'
import { parseJson, refusalOf } from '../kube/read-answer.ts'
import type { UserClient } from '../kube/user-client.ts'
import { logMutation } from '../proxy/log-mutation.ts'
import type { FollowSession, SessionSignal } from '../session/session-signal.ts'
import { readPodPath } from './pod-path.ts'
import { splice } from './splice.ts'
import type { Upgrade, UpgradeRoute } from './upgrade-route.ts'

export type PodUpgradeDeps = { users: UserClient; logger: Logger; followSession: FollowSession }

export const podUpgradePrefix = '/api/v1/upgrade/'

/** Channels of a pod in one WebSocket (kubernetes/kubelet pkg/cri/streaming: remotecommand/websocket.go, portforward/websocket.go). */
const channelProtocols: readonly string[] = ['v5.channel.k8s.io', 'v4.channel.k8s.io', 'v4.base64.channel.k8s.io', 'base64.channel.k8s.io']

/** GET /api/v1/upgrade/<base64url of a path>: exec, attach or portforward as the session's identity, passed on byte by byte. */
export function createPodUpgrade(deps: PodUpgradeDeps): UpgradeRoute {
  return {
    loggedPath: `${podUpgradePrefix}…`,
    matches: pathname => pathname.startsWith(podUpgradePrefix),
    accept: upgrade => accept(upgrade, deps),
  }
}

async function accept(upgrade: Upgrade, { users, logger, followSession }: PodUpgradeDeps): Promise<void> {
  const { request, socket, head, requestId, session, stopping } = upgrade
  const path = readPodPath((request.url ?? '').slice(podUpgradePrefix.length).split('?', 1)[0] ?? '')
  const headers = handshakeHeaders(upgrade)
  const { end, allowHalfClose } = endOf(socket, stopping, followSession(session))
  try {
    const answer = await users.upgrade(session, { path, headers, signal: end })
    logMutation(logger, { requestId, session, method: 'GET', path, answer })
    if (answer.socket === null) throw refusalOf(answer.statusCode, parseJson(answer.body))
    const upstream = answer.socket
    const stop = (): void => {
      upstream.destroy()
      socket.destroy()
    }
    if (end.aborted) return stop()
    end.addEventListener('abort', stop)
    allowHalfClose()
    socket.write(switchingAnswer(requestId, answer.headers))
    upstream.write(head)
    splice(socket, upstream)
  } catch (error) {
    // The client has gone, the session is over, or the server stops: there is nobody to tell.
    if (!end.aborted) throw error
    socket.destroy()
  }
}

// By name, never copied. No extension is passed on: the kube-apiserver knows none.
function handshakeHeaders({ request, protocols }: Upgrade): string[] {
  const offered = protocols.filter(name => channelProtocols.includes(name))
  if (offered.length === 0) throw new AppError('BAD_REQUEST', `One of the subprotocols ${channelProtocols.join(', ')} has to be offered.`)
  const key = String(request.headers['sec-websocket-key'])
  return ['sec-websocket-version', '13', 'sec-websocket-key', key, 'sec-websocket-protocol', offered.join(', ')]
}

// The kube-apiserver has answered the client's own key.
function switchingAnswer(requestId: string, answered: Record<string, string | string[] | undefined>): string {
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade', `X-Request-Id: ${requestId}`]
  for (const name of ['Sec-WebSocket-Accept', 'Sec-WebSocket-Protocol']) {
    const value = answered[name.toLowerCase()]
    if (typeof value === 'string') lines.push(`${name}: ${value}`)
  }
  return `${lines.join('\r\n')}\r\n\r\n`
}

/** Aborts when the client goes, the session ends or the server stops. Until `allowHalfClose` a client that has said its last word has gone. */
function endOf(socket: Duplex, stopping: AbortSignal, session: SessionSignal): { end: AbortSignal; allowHalfClose: () => void } {
  const controller = new AbortController()
  const abort = (): void => controller.abort()
  session.signal.addEventListener('abort', abort)
  stopping.addEventListener('abort', abort)
  // Whoever joins the connections later does not hear of it: neither would ever close.
  socket.once('end', abort)
  socket.once('close', () => {
    session.release()
    stopping.removeEventListener('abort', abort)
    abort()
  })
  if (socket.destroyed || socket.readableEnded || stopping.aborted || session.signal.aborted) abort()
  return { end: controller.signal, allowHalfClose: () => void socket.off('end', abort) }
}
