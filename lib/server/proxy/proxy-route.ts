import type { IncomingMessage, ServerResponse } from 'node:http'
import { PassThrough } from 'node:stream'
import type { Logger } from 'pino'
import { queryHeader } from '#contract/headers.ts'
import { AppError } from '#errors/app-error.ts'
import { answer, requireSession } from '../http/route.ts'
import { refuseOtherSites, requireSameOrigin } from '../http/same-origin.ts'
import type { UserClient } from '../kube/user-client.ts'
import type { RequestContext, Route, Session } from '../services.ts'
import type { FollowSession } from '../session/session-signal.ts'
import { checkKubePath, extraQuery, isStreamRequest, withQuery } from './kube-path.ts'
import { logMutation } from './log-mutation.ts'
import { forwardedRequestHeaders, hasBody, refuseIdentityHeaders } from './proxy-headers.ts'
import { relayTo } from './relay-answer.ts'

export type ProxyDeps = {
  logger: Logger
  users: UserClient
  basePath: string
  followSession: FollowSession
  /** Called when a change of roles or bindings went through: what reviews said before may be true no more. */
  noteRightsChange(): void
}

const mount = '/api/k8s'
const rightsPath = '/apis/rbac.authorization.k8s.io/'
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
  const end = endWith(response, deps.followSession, session)
  const relay = relayTo(response, { isStream, basePath: deps.basePath })
  try {
    const headers = forwardedRequestHeaders(request)
    const body = hasBody(request) ? bodyOf(request) : null
    await deps.users.relay(
      session,
      { method, path, headers, body, signal: end.signal, isStream },
      {
        ...relay,
        head(statusCode, answered, flow) {
          if (!safeMethods.has(method)) {
            logMutation(deps.logger, { requestId: context.requestId, session, method, path, answer: { statusCode, headers: answered } })
            if (path.startsWith(rightsPath)) deps.noteRightsChange()
          }
          relay.head(statusCode, answered, flow)
        },
      },
    )
    // What a slow client has not taken yet ends with the session as well.
    end.signal.addEventListener('abort', () => response.destroy())
    end.signal.throwIfAborted()
    await end.closed
  } catch (error) {
    // A token whose session goes on has ended: the watch just ends, as watches do, and the client comes back with the next token.
    if (isStream && response.headersSent && session.renewing && hasExpired(end.signal)) relay.finish()
    // The client has gone, or the session is over: there is nobody to tell.
    else if (end.signal.aborted) response.destroy()
    else throw error
  } finally {
    end.release()
  }
}

// undici destroys the body of a request that fails, and with an IncomingMessage the connection that we still answer on.
function bodyOf(request: IncomingMessage): PassThrough {
  return request.pipe(new PassThrough())
}

const gone = new Error('The client has gone')

/** `signal` aborts when the client goes away or the session ends: no answer outlives its session. `closed` once the client has all of it. */
function endWith(
  response: ServerResponse,
  followSession: FollowSession,
  session: Session,
): { signal: AbortSignal; closed: Promise<void>; release: () => void } {
  const ending = new AbortController()
  const { promise: closed, resolve } = Promise.withResolvers<void>()
  const close = (): void => {
    // One reason for all: to make one takes longer than to answer.
    if (!response.writableFinished) ending.abort(gone)
    resolve()
  }
  response.once('close', close)
  // It may have gone while the session was read.
  if (response.destroyed) close()
  const { signal, release } = followSession(session, ending)
  return {
    signal,
    closed,
    release() {
      release()
      response.off('close', close)
    },
  }
}

function hasExpired({ reason }: AbortSignal): boolean {
  return reason instanceof AppError && reason.code === 'SESSION_EXPIRED'
}

function headerText(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join('&') : value
}
