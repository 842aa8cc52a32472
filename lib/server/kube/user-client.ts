import type { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import type { Identity } from '#contract/identity.ts'
import { identityKey, isFixed } from '../identity-key.ts'
import type { Session } from '../services.ts'
import { signedInAs } from '../signed-in-as.ts'
import type { KubeConnection } from './connection.ts'
import { type AnswerReceiver, dispatchAnswer } from './dispatch-answer.ts'
import { dispatchUpgrade, type UpgradeAnswer, type UpgradeRequest } from './dispatch-upgrade.ts'
import { createFairShare } from './fair-share.ts'
import { type IdentityHeaders, type ImpersonationMode, identityHeaders } from './identity-headers.ts'
import { fromTransportError } from './unreachable.ts'

/** As whom a request runs, and in which of their sessions. */
export type Caller = Pick<Session, 'id' | 'identity'> & Partial<Pick<Session, 'viewer'>>

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

/** Requests as someone. There is no way to send one as nobody: the caller is an argument, and the last hop looks again. */
export type UserClient = {
  request(caller: Caller, request: UserRequest): Promise<Dispatcher.ResponseData>
  /** The same for an answer that is handed on as it comes. Resolves after its end. */
  relay(caller: Caller, request: UserRequest, receiver: AnswerReceiver): Promise<void>
  /** Asks for a WebSocket; `headers` hold nothing about identity. Its turn ends with the upgraded connection. */
  upgrade(caller: Caller, request: UpgradeRequest): Promise<UpgradeAnswer>
}

/** What one identity may hold open on a replica: a page asks at most 16 at once, a tab watches at most a list in each of ten namespaces. */
const callShare = { atOnce: 32, waiting: 256 }
const streamShare = { atOnce: 100, waiting: 0 }

export function createUserClient(connection: KubeConnection, mode: () => Promise<ImpersonationMode>, serverVersion: string): UserClient {
  const calls = createFairShare(callShare)
  const streams = createFairShare(streamShare)

  const made = new WeakMap<Identity, { mode: ImpersonationMode; id: string; headers: IdentityHeaders }>()

  async function identityOf({ identity, id }: Caller): Promise<IdentityHeaders> {
    const asked = await mode()
    const known = made.get(identity)
    if (known?.mode === asked && known.id === id) return known.headers
    const headers = identityHeaders(identity, asked, id)
    if (isFixed(identity)) made.set(identity, { mode: asked, id, headers })
    return headers
  }

  // The last hop. Without Impersonate-User the kube-apiserver would answer as our ServiceAccount (impersonation fails open).
  async function headersAs(as: IdentityHeaders, sessionId: string, headers: readonly string[]): Promise<string[]> {
    // managedFields names the manager of a change after what stands before the slash. The session is in it for the audit
    // log, since a ServiceAccount is impersonated by name alone.
    const agent = `latchkey/${serverVersion} session/${sessionId}`
    const all = [...headers, 'user-agent', agent, 'authorization', `Bearer ${await connection.token.current()}`, ...as]
    requireIdentity(all)
    return all
  }

  return {
    async request(caller, request) {
      const as = await identityOf(caller)
      const release = await (request.isStream ? streams : calls).take(identityKey(signedInAs(caller)), request.signal)
      try {
        const answer = await send(connection, await headersAs(as, caller.id, request.headers), request)
        answer.body.once('close', release)
        if (answer.statusCode === 401) connection.token.drop()
        return answer
      } catch (error) {
        release()
        throw fromTransportError(error)
      }
    },
    async relay(caller, request, receiver) {
      const as = await identityOf(caller)
      const release = await (request.isStream ? streams : calls).take(identityKey(signedInAs(caller)), request.signal)
      try {
        const headers = await headersAs(as, caller.id, request.headers)
        await dispatchAnswer(
          request.isStream ? connection.streams : connection.calls,
          { ...request, path: connection.basePath + request.path, headers },
          {
            ...receiver,
            head(statusCode, answered, flow) {
              if (statusCode === 401) connection.token.drop()
              receiver.head(statusCode, answered, flow)
            },
          },
        )
      } catch (error) {
        throw fromTransportError(error)
      } finally {
        release()
      }
    },
    async upgrade(caller, request) {
      const as = await identityOf(caller)
      const release = await streams.take(identityKey(signedInAs(caller)), request.signal)
      try {
        const headers = await headersAs(as, caller.id, request.headers)
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

async function send(connection: KubeConnection, headers: string[], { method, path, body, signal, isStream }: UserRequest): Promise<Dispatcher.ResponseData> {
  const dispatcher = isStream ? connection.streams : connection.calls
  return dispatcher.request({ method: method as Dispatcher.HttpMethod, path: connection.basePath + path, headers, body, signal })
}

/** Throws unless the headers name whom the request runs as, whatever came before. */
export function requireIdentity(headers: readonly string[]): void {
  const at = headers.findIndex((text, index) => index % 2 === 0 && text === 'Impersonate-User')
  if (at < 0 || !headers[at + 1]) throw new TypeError('A request without an identity must not leave')
}
