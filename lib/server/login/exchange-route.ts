import type { ServerResponse } from 'node:http'
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
        const { 'sec-fetch-site': site, 'sec-fetch-dest': destination, [verifierHeader]: verifier } = request.headers
        if (destination !== undefined && destination !== 'document') throw crossSite('A sign-in link opens as a page of its own.')
        // Our own pages lead to no sign-in: another site would have made one of them do so. The tunnel's come back by themselves.
        if (site === 'same-origin' && verifier === undefined) throw crossSite('A sign-in link is opened by its own, not by a page.')
        // People are told there first what sharing an origin means; the token stays good.
        if (context.isSharedOrigin && destination === 'document') return void redirect(response, `/sign-in?${new URLSearchParams({ to })}`)
        await exchange(deps, request, response, context, {
          text: query.get('wrapped-token') ?? '',
          verifier: typeof verifier === 'string' ? verifier : undefined,
        })
        redirect(response, to)
      } catch (error) {
        if (!/\btext\/html\b/i.test(request.headers.accept ?? '')) throw error
        logRefusal(deps.logger, request, context, error)
        redirect(response, `/sign-in?${new URLSearchParams({ reason: toAppError(error).code, to })}`)
      }
    },
  })
}

function redirect(response: ServerResponse, path: string): void {
  response.writeHead(303, { Location: path, 'Content-Length': 0 }).end()
}
