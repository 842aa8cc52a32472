import type { Logger } from 'pino'
import type { SessionResponse } from '#contract/session.ts'
import { createRoute, requireSession, sessionFields } from '../http/route.ts'
import { requireSameOrigin } from '../http/same-origin.ts'
import { sendJson } from '../http/send-json.ts'
import type { Route } from '../services.ts'
import type { SessionCookie } from '../session/session-cookie.ts'

/** GET /api/v1/session: who am I, until when, what may I. */
export function createSessionRoute(logger: Logger): Route {
  return createRoute(logger, '/api/v1/session', {
    GET: async (_, response, context) => {
      const { identity, method, expiresAtMs, capabilities } = requireSession(context)
      const session: SessionResponse = {
        user: identity,
        method,
        cluster: context.services.clusterId,
        expiresAt: new Date(expiresAtMs).toISOString(),
        capabilities,
      }
      sendJson(response, 200, session)
    },
  })
}

/** POST /api/v1/logout: clears the cookie, also one that is no session any more. Without any it is done already. */
export function createLogoutRoute(logger: Logger, cookie: SessionCookie): Route {
  return createRoute(logger, '/api/v1/logout', {
    POST: async (request, response, context) => {
      const { requestId, prefix, sessionResult } = context
      await requireSameOrigin(request, context)
      cookie.clear(request, response, prefix)
      logger.info({ event: 'logout', requestId, ...sessionFields(sessionResult.session), status: 204 }, 'signed out')
      response.setHeader('Cache-Control', 'no-store')
      response.writeHead(204).end()
    },
  })
}
