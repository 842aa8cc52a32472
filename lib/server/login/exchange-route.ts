import { verifierHeader } from '#contract/headers.ts'
import { returnPath } from '#domain/return-path.ts'
import { toAppError } from '#errors/app-error.ts'
import { createRoute, logRefusal, queryOf } from '../http/route.ts'
import { crossSite, refuseForeignOrigin } from '../http/same-origin.ts'
import type { Route } from '../services.ts'
import { type ExchangeDeps, exchange } from './exchange.ts'

/**
 * GET /login?wrapped-token=…&to=/path: the exchange. A good token gives the cookie and 303 to `to`. A bad one gives a
 * browser 303 to the page that says why (`/sign-in?reason=CODE&to=/path`), and everyone else the error.
 */
export function createExchangeRoute(deps: ExchangeDeps): Route {
  return createRoute(deps.logger, '/login', {
    GET: async (request, response, context) => {
      response.setHeader('Cache-Control', 'no-store')
      response.setHeader('Referrer-Policy', 'no-referrer')
      const query = queryOf(request)
      const to = returnPath(query.get('to'))
      try {
        // A link on another site must not sign anyone in as someone else (login CSRF). Typed or opened by the CLI it is `none`.
        refuseForeignOrigin(request)
        const destination = request.headers['sec-fetch-dest']
        if (destination !== undefined && destination !== 'document' && destination !== 'empty') throw crossSite('A sign-in link opens as a page of its own.')
        const verifier = request.headers[verifierHeader]
        await exchange(deps, request, response, context, {
          text: query.get('wrapped-token') ?? '',
          verifier: typeof verifier === 'string' ? verifier : undefined,
        })
        response.writeHead(303, { Location: to, 'Content-Length': 0 }).end()
      } catch (error) {
        if (!/\btext\/html\b/i.test(request.headers.accept ?? '')) throw error
        logRefusal(deps.logger, request, context, error)
        response.writeHead(303, { Location: `/sign-in?${new URLSearchParams({ reason: toAppError(error).code, to })}`, 'Content-Length': 0 }).end()
      }
    },
  })
}
