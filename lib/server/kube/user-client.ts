import type { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import type { Identity } from '#contract/identity.ts'
import { identityKey } from '../identity-key.ts'
import type { KubeConnection } from './connection.ts'
import { dispatchUpgrade, type UpgradeAnswer, type UpgradeRequest } from './dispatch-upgrade.ts'
import { createFairShare } from './fair-share.ts'
import { type IdentityHeaders, type ImpersonationMode, identityHeaders } from './identity-headers.ts'
import { fromTransportError } from './unreachable.ts'

export type UserRequest = {
  method: string
  /** Path and query of the kube-apiserver, checked by proxy/kube-path.ts. */
  path: string
  /** Name and value alternating; nothing about identity. */
  headers: readonly string[]
  body: Readable | null
  signal: AbortSignal
  /** Whether the answer lasts until someone ends it. */
  isStream: boolean
}

/** Requests as someone. There is no way to send one as nobody: the identity is an argument, and the last hop looks again. */
export type UserClient = {
  request(identity: Identity, request: UserRequest): Promise<Dispatcher.ResponseData>
  /** Asks for a WebSocket; `headers` hold nothing about identity. Its turn ends with the upgraded connection. */
  upgrade(identity: Identity, request: UpgradeRequest): Promise<UpgradeAnswer>
}

/** What one identity may hold open on a replica: a page asks at most 16 at once, a tab watches at most a list in each of ten namespaces. */
const callShare = { atOnce: 32, waiting: 256 }
const streamShare = { atOnce: 100, waiting: 0 }

export function createUserClient(connection: KubeConnection, mode: () => Promise<ImpersonationMode>): UserClient {
  const calls = createFairShare(callShare)
  const streams = createFairShare(streamShare)
  return {
    async request(identity, request) {
      const as = identityHeaders(identity, await mode())
      const release = await (request.isStream ? streams : calls).take(identityKey(identity), request.signal)
      try {
        const answer = await send(connection, as, request)
        answer.body.once('close', release)
        if (answer.statusCode === 401) connection.token.drop()
        return answer
      } catch (error) {
        release()
        throw fromTransportError(error)
      }
    },
    async upgrade(identity, request) {
      const as = identityHeaders(identity, await mode())
      const release = await streams.take(identityKey(identity), request.signal)
      try {
        const headers = await headersAs(connection, as, request.headers)
        const answer = await dispatchUpgrade(connection.streams, { ...request, path: connection.basePath + request.path, headers })
        if (answer.socket) answer.socket.once('close', release)
        else release()
        if (answer.statusCode === 401) connection.token.drop()
        return answer
      } catch (error) {
        release()
        throw fromTransportError(error)
      }
    },
  }
}

async function send(
  connection: KubeConnection,
  as: IdentityHeaders,
  { method, path, headers, body, signal, isStream }: UserRequest,
): Promise<Dispatcher.ResponseData> {
  const dispatcher = isStream ? connection.streams : connection.calls
  const all = await headersAs(connection, as, headers)
  return dispatcher.request({ method: method as Dispatcher.HttpMethod, path: connection.basePath + path, headers: all, body, signal })
}

// The last hop. Without Impersonate-User the kube-apiserver would answer as our ServiceAccount (impersonation fails open).
async function headersAs(connection: KubeConnection, as: IdentityHeaders, headers: readonly string[]): Promise<string[]> {
  // User-Agent: managedFields names the manager of a change after it.
  const all = [...headers, 'user-agent', 'latchkey', 'authorization', `Bearer ${await connection.token.current()}`, ...as]
  requireIdentity(all)
  return all
}

/** Throws unless the headers name whom the request runs as, whatever came before. */
export function requireIdentity(headers: readonly string[]): void {
  const at = headers.findIndex((text, index) => index % 2 === 0 && text === 'Impersonate-User')
  if (at < 0 || !headers[at + 1]) throw new TypeError('A request without an identity must not leave')
}
