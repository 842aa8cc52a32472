import type { IncomingMessage, ServerResponse } from 'node:http'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Logger } from 'pino'
import type { Dispatcher } from 'undici'
import { queryHeader } from '#contract/headers.ts'
import { AppError } from '#errors/app-error.ts'
import { answer, requireSession } from '../http/route.ts'
import { refuseOtherSites, requireSameOrigin } from '../http/same-origin.ts'
import { beyondLatchkey } from '../kube/beyond-latchkey.ts'
import { fromTransportError } from '../kube/unreachable.ts'
import type { UserClient } from '../kube/user-client.ts'
import type { RequestContext, Route } from '../services.ts'
import type { FollowSession, SessionSignal } from '../session/session-signal.ts'
import { checkKubePath, extraQuery, isStreamRequest, withQuery } from './kube-path.ts'
import { logMutation } from './log-mutation.ts'
import { forwardedRequestHeaders, forwardedResponseHeaders, hasBody, refuseIdentityHeaders } from './proxy-headers.ts'

export type ProxyDeps = { logger: Logger; users: UserClient; basePath: string; followSession: FollowSession }

const mount = '/api/k8s'
const safeMethods = new Set(['GET', 'HEAD'])
const methods = new Set([...safeMethods, 'POST', 'PUT', 'PATCH', 'DELETE'])

/** ANY /api/k8s/<kube-apiserver path>: the request as the session's identity, streamed both ways; the answer as the kube-apiserver gave it. */
export function createProxyRoute(deps: ProxyDeps): Route {
  return async (request, response, context) => {
    const url = request.url ?? ''
    if (!/^\/api\/k8s(?=[/?]|$)/.test(url)) return false
    await answer(deps.logger, request, response, context, () => proxy(deps, request, response, context))
    return true
  }
}

async function proxy(deps: ProxyDeps, request: IncomingMessage, response: ServerResponse, context: RequestContext): Promise<void> {
  const { method = '' } = request
  refuseIdentityHeaders(request)
  const session = requireSession(context)
  if (!methods.has(method)) throw new AppError('METHOD_NOT_ALLOWED')
  if (safeMethods.has(method)) await refuseOtherSites(request, context)
  else await requireSameOrigin(request, context)
  if (request.headers.upgrade !== undefined)
    throw new AppError('BAD_REQUEST', 'Connections cannot be upgraded here; exec, attach and port-forward of a pod are under /api/v1/upgrade/.')
  const path = withQuery(checkKubePath((request.url ?? '').slice(mount.length)), extraQuery(headerText(request.headers[queryHeader])))
  const isStream = isStreamRequest(path)
  const end = endWith(response, deps.followSession(session))
  try {
    const upstream = await deps.users.request(session, {
      method,
      path,
      headers: forwardedRequestHeaders(request),
      body: hasBody(request) ? bodyOf(request) : null,
      signal: end.signal,
      isStream,
    })
    if (!safeMethods.has(method)) logMutation(deps.logger, { requestId: context.requestId, session, method, path, answer: upstream })
    await relay(upstream, response, { isStream, mayEnd: () => session.renewing && hasExpired(end.signal) }, deps.basePath)
  } catch (error) {
    // The client has gone, or the session is over: there is nobody to tell.
    if (end.signal.aborted) response.destroy()
    else throw error
  } finally {
    end.release()
  }
}

type Relayed = {
  isStream: boolean
  /** Whether what breaks off now is a token whose session goes on: the watch just ends, as watches do, and the client comes back with the next token. */
  mayEnd: () => boolean
}

async function relay(upstream: Dispatcher.ResponseData, response: ServerResponse, { isStream, mayEnd }: Relayed, basePath: string): Promise<void> {
  if (upstream.statusCode === 401) {
    await upstream.body.dump()
    // It is our own credential that was not accepted; a 401 here would tell the browser to sign in again.
    throw new AppError('NOT_READY', "The kube-apiserver does not accept Latchkey's own credential. Try again in a moment.")
  }
  const refusal = await readShortRefusal(upstream)
  const beyond = refusal && beyondLatchkey(upstream.statusCode, refusal.toString('utf8'))
  if (beyond) throw beyond
  response.writeHead(upstream.statusCode, forwardedResponseHeaders(upstream.headers, basePath))
  // A watch may have no first event for hours; its client has to learn that it stands.
  if (isStream) response.flushHeaders()
  await pipeline(refusal ? [refusal] : isStream ? endingWell(upstream.body, mayEnd) : upstream.body, response).catch(error => {
    throw fromTransportError(error)
  })
}

/** The body of a 403 that may be one of ours: those are short, and of a length that is told. Null for any other answer. */
async function readShortRefusal({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<Buffer | null> {
  const length = Number(headers['content-length'] ?? Number.POSITIVE_INFINITY)
  return statusCode === 403 && length <= 16_384 ? Buffer.from(await body.arrayBuffer()) : null
}

// undici destroys the body of a request that fails, and with an IncomingMessage the connection that we still answer on.
function bodyOf(request: IncomingMessage): PassThrough {
  return request.pipe(new PassThrough())
}

/** Aborts when the client goes away or the session ends: no stream outlives its session. */
function endWith(response: ServerResponse, session: SessionSignal): { signal: AbortSignal; release: () => void } {
  const left = new AbortController()
  const abort = (): void => left.abort()
  response.once('close', abort)
  // It may have gone while the session was read.
  if (response.destroyed) abort()
  return {
    signal: AbortSignal.any([left.signal, session.signal]),
    release() {
      session.release()
      response.off('close', abort)
    },
  }
}

async function* endingWell(body: AsyncIterable<Buffer>, mayEnd: () => boolean): AsyncGenerator<Buffer> {
  try {
    yield* body
  } catch (error) {
    if (!mayEnd()) throw error
  }
}

function hasExpired({ reason }: AbortSignal): boolean {
  return reason instanceof AppError && reason.code === 'SESSION_EXPIRED'
}

function headerText(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join('&') : value
}
