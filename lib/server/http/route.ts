import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { AppError, toAppError } from '#errors/app-error.ts'
import type { RequestContext, Route, Session, SessionName, SessionResult } from '../services.ts'
import { signedInAs } from '../signed-in-as.ts'
import { sendError } from './send-error.ts'

export type Handler = (request: IncomingMessage, response: ServerResponse, context: RequestContext) => Promise<void>

/** A route of one path and its methods. Whatever its handler throws is logged once and answered in the one error shape. */
export function createRoute(logger: Logger, path: string, handlers: Readonly<Record<string, Handler>>): Route {
  return async (request, response, context) => {
    if (pathnameOf(request) !== path) return false
    const handler = handlers[request.method ?? '']
    await answer(logger, request, response, context, handler ?? methodNotAllowed(Object.keys(handlers)))
    return true
  }
}

/** Runs a handler; see createRoute. */
export async function answer(logger: Logger, request: IncomingMessage, response: ServerResponse, context: RequestContext, handler: Handler): Promise<void> {
  response.setHeader('X-Request-Id', context.requestId)
  try {
    await handler(request, response, context)
  } catch (error) {
    logRefusal(logger, request, context, error)
    // Where the answer has begun, all that is left is to end it visibly.
    if (response.headersSent) response.destroy()
    else sendError(response, error, context.requestId)
  }
}

/** One line: what was refused or failed, to whom. Causes are logged for failures only. */
export function logRefusal(
  logger: Logger,
  request: IncomingMessage,
  { requestId, sessionResult }: Pick<RequestContext, 'requestId' | 'sessionResult'>,
  thrown: unknown,
): void {
  logRefused(logger, { requestId, session: namedIn(sessionResult), method: request.method, path: request.url ?? '' }, thrown)
}

/** The same of what came by no HTTP request of its own. `path` is logged without its query. */
export function logRefused(
  logger: Logger,
  { requestId, session, method, path }: { requestId: string; session: SessionName | null; method: string | undefined; path: string },
  thrown: unknown,
): void {
  const { code, status, cause } = toAppError(thrown)
  const line = { requestId, ...sessionFields(session), method, path: path.split('?', 1)[0], status, code }
  if (status >= 500) logger.error({ event: 'failed', ...line, err: cause }, 'failed')
  else logger.info({ event: 'refused', ...line }, 'refused')
}

/** Whose request it is, for a log line: also of a session that was signed out, since somebody still has its token. */
export function namedIn(result: SessionResult): SessionName | null {
  return result.session ?? result.refused ?? null
}

/** Who, for a log line. */
export function sessionFields(session: SessionName | null): {
  sessionId?: string
  user?: string
  as?: string
  asGroups?: readonly string[]
  tokenHash?: string
} {
  if (!session) return {}
  const { id, identity, viewer, tokenHash } = session
  return { sessionId: id, user: signedInAs(session).name, ...(viewer ? { as: identity.name, asGroups: identity.groups } : {}), tokenHash }
}

/** The session of the request. Throws why there is none. */
export function requireSession({ sessionResult }: Pick<RequestContext, 'sessionResult'>): Session {
  if (!sessionResult.session) throw sessionResult.error
  return sessionResult.session
}

export function pathnameOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? ''
}

/** The query of the request, decoded. */
export function queryOf(request: IncomingMessage): URLSearchParams {
  const at = (request.url ?? '').indexOf('?')
  return new URLSearchParams(at < 0 ? '' : (request.url ?? '').slice(at + 1))
}

function methodNotAllowed(allowed: readonly string[]): Handler {
  return async (_, response) => {
    response.setHeader('Allow', allowed.join(', '))
    throw new AppError('METHOD_NOT_ALLOWED', `This route answers ${allowed.join(' and ')} only.`)
  }
}
