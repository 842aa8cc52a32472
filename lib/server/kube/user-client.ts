import type { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import type { Identity } from '#contract/identity.ts'
import { identityKey } from '../identity-key.ts'
import type { KubeConnection } from './connection.ts'
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
export type UserClient = { request(identity: Identity, request: UserRequest): Promise<Dispatcher.ResponseData> }

/** What one identity may hold open on a replica: a page asks at most 16 at once, a tab watches at most four lists. */
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
  }
}

// The last hop. Without Impersonate-User the kube-apiserver would answer as our ServiceAccount (impersonation fails open).
async function send(
  connection: KubeConnection,
  as: IdentityHeaders,
  { method, path, headers, body, signal, isStream }: UserRequest,
): Promise<Dispatcher.ResponseData> {
  // User-Agent: managedFields names the manager of a change after it.
  const all = [...headers, 'user-agent', 'latchkey', 'authorization', `Bearer ${await connection.token.current()}`, ...as]
  requireIdentity(all)
  const dispatcher = isStream ? connection.streams : connection.calls
  return dispatcher.request({ method: method as Dispatcher.HttpMethod, path: connection.basePath + path, headers: all, body, signal })
}

/** Throws unless the headers name whom the request runs as, whatever came before. */
export function requireIdentity(headers: readonly string[]): void {
  const at = headers.findIndex((text, index) => index % 2 === 0 && text === 'Impersonate-User')
  if (at < 0 || !headers[at + 1]) throw new TypeError('A request without an identity must not leave')
}
