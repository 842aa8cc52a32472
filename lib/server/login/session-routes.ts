import type { IncomingMessage } from 'node:http'
import type { Logger } from 'pino'
import { logoutRequestSchema, type SessionResponse } from '#contract/session.ts'
import { AppError, toAppError } from '#errors/app-error.ts'
import { readJson } from '../http/read-json.ts'
import { createRoute, requireSession, sessionFields } from '../http/route.ts'
import { refuseOtherSites, requireSameOrigin } from '../http/same-origin.ts'
import { sendJson } from '../http/send-json.ts'
import { hasBody } from '../proxy/proxy-headers.ts'
import type { RequestContext, Route } from '../services.ts'
import { mountTag } from '../session/cookie-scope.ts'
import { presentedToken } from '../session/read-session.ts'
import { type Revocations, renewalGraceMs } from '../session/revocations.ts'
import type { SessionCookie } from '../session/session-cookie.ts'
import type { SessionClaims, SessionTokens } from '../session/session-token.ts'
import { signedInAs } from '../signed-in-as.ts'

/** GET /api/v1/session: who am I, until when, what may I. To a page, by its proof, also whether the session is still the one it was made for. */
export function createSessionRoute(logger: Logger): Route {
  return createRoute(logger, '/api/v1/session', {
    GET: async (request, response, context) => {
      await refuseOtherSites(request, context)
      const { identity, viewer, method, expiresAtMs, renewing, capabilities } = requireSession(context)
      const session: SessionResponse = {
        user: identity,
        viewer,
        method,
        cluster: context.services.clusterId,
        expiresAt: new Date(expiresAtMs).toISOString(),
        renewing,
        capabilities,
      }
      sendJson(response, 200, session)
    },
  })
}

export type LogoutDeps = { logger: Logger; cookie: SessionCookie; tokens: SessionTokens; revocations: Revocations }

/**
 * POST /api/v1/logout: ends the session on every replica, or with `everywhere` each session of its user, and clears the
 * cookie, also one that is no session any more. Without any it is done already. Throws NOT_READY where the cluster does
 * not keep the sign-out; the cookie is cleared even so.
 */
export function createLogoutRoute(deps: LogoutDeps): Route {
  const { logger, cookie, revocations } = deps
  return createRoute(logger, '/api/v1/logout', {
    POST: async (request, response, context) => {
      await requireSameOrigin(request, context)
      const { everywhere } = hasBody(request) ? await readJson(request, logoutRequestSchema) : { everywhere: false }
      response.setHeader('Cache-Control', 'no-store')
      cookie.clear(request, response, context.prefix)
      // All sessions of a user are for a session that holds to end; of itself one that might be renewed is rid as well.
      const session = everywhere ? requireSession(context) : await endedSession(deps, request, context)
      if (session) {
        const { id, expiresAtMs } = session
        await (everywhere ? revocations.revokeUser(signedInAs(session).name) : revocations.revokeSession(id)).catch(error => {
          throw notKept(error, expiresAtMs, everywhere)
        })
      }
      logger.info({ event: 'logout', requestId: context.requestId, ...sessionFields(session), everywhere, status: 204 }, 'signed out')
      response.writeHead(204).end()
    },
  })
}

async function endedSession({ cookie, tokens }: LogoutDeps, request: IncomingMessage, { prefix, sessionResult }: RequestContext) {
  if (sessionResult.session) return sessionResult.session
  const claims = async (): Promise<SessionClaims | null> => {
    const token = await presentedToken(request, mountTag(prefix), cookie)
    return token === null ? null : tokens.verify(token, renewalGraceMs)
  }
  return claims().catch(error => {
    if (toAppError(error).code === 'NOT_READY') throw error
    return null
  })
}

function notKept(cause: unknown, expiresAtMs: number, everywhere: boolean): AppError {
  const what = everywhere ? 'your other sessions are not: each' : 'the session itself is not: a copy of its token'
  const until = everywhere ? 'its own end' : new Date(expiresAtMs).toISOString()
  return new AppError(
    'NOT_READY',
    `This browser is signed out, but ${what} stays good until ${until}, because the cluster could not keep the sign-out (${toAppError(cause).message}). Run \`latchkey logout --everywhere\` when it answers again.`,
    { cause },
  )
}
