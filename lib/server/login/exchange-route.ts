import type { IncomingMessage } from 'node:http'
import type { Logger } from 'pino'
import { verifierHeader } from '#contract/headers.ts'
import { AppError, toAppError } from '#errors/app-error.ts'
import { createRoute, logRefusal, queryOf } from '../http/route.ts'
import { crossSite } from '../http/same-origin.ts'
import type { Route } from '../services.ts'
import type { SessionCookie } from '../session/session-cookie.ts'
import type { SessionClaims, SessionTokens } from '../session/session-token.ts'
import type { WrappedClaims } from '../session/wrapped-claims.ts'
import type { WrappedTokens } from '../session/wrapped-token.ts'
import { returnPath } from './return-path.ts'

export type ExchangeDeps = { logger: Logger; tokens: SessionTokens; wrapped: WrappedTokens; claims: WrappedClaims; cookie: SessionCookie }

/**
 * GET /login?wrapped-token=…&to=/path: the exchange. A good token gives the cookie and 303 to `to`. A bad one gives a
 * browser 303 to the page that says why (`/signed-out?reason=CODE`), and everyone else the error.
 */
export function createExchangeRoute(deps: ExchangeDeps): Route {
  return createRoute(deps.logger, '/login', {
    GET: async (request, response, context) => {
      response.setHeader('Cache-Control', 'no-store')
      response.setHeader('Referrer-Policy', 'no-referrer')
      const query = queryOf(request)
      try {
        const { token, session } = await exchange(deps, request, query.get('wrapped-token') ?? '')
        // The chunks of whatever session the browser had are replaced or cleared: a session is never taken over.
        await deps.cookie.write(request, response, context.prefix, token, session.expiresAtMs)
        deps.logger.info(
          { event: 'exchange', requestId: context.requestId, sessionId: session.id, user: session.identity.name, status: 303 },
          'opened in a browser',
        )
        response.writeHead(303, { Location: returnPath(query.get('to')), 'Content-Length': 0 }).end()
      } catch (error) {
        if (!/\btext\/html\b/i.test(request.headers.accept ?? '')) throw error
        logRefusal(deps.logger, request, context, error)
        response.writeHead(303, { Location: `/signed-out?reason=${toAppError(error).code}`, 'Content-Length': 0 }).end()
      }
    },
  })
}

async function exchange({ tokens, wrapped, claims }: ExchangeDeps, request: IncomingMessage, text: string): Promise<{ token: string; session: SessionClaims }> {
  // A link on another site must not sign anyone in as someone else (login CSRF). Typed or opened by the CLI it is `none`.
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'none' && site !== 'same-origin')
    throw crossSite('A sign-in link is not followed from another site. Run `latchkey dashboard`.')
  const verifier = request.headers[verifierHeader]
  const { sessionToken, jti } = await wrapped.open(text, typeof verifier === 'string' ? verifier : undefined)
  const session = await tokens.verify(sessionToken).catch(error => {
    throw toAppError(error).code === 'SESSION_INVALID' ? new AppError('WRAPPED_TOKEN_INVALID', undefined, { cause: error }) : error
  })
  // Last, so that nothing but a token that is good in every other way is ever used up.
  if (!(await claims.claim(jti))) throw new AppError('WRAPPED_TOKEN_USED')
  return { token: sessionToken, session }
}
