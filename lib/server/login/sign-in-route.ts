import type { IncomingMessage } from 'node:http'
import { verifierHeader } from '#contract/headers.ts'
import { type SignInResponse, signInRequestSchema } from '#contract/login.ts'
import { returnPath } from '#domain/return-path.ts'
import { AppError } from '#errors/app-error.ts'
import { readJson } from '../http/read-json.ts'
import { createRoute } from '../http/route.ts'
import { refuseForeignOrigin, requireOwnScript } from '../http/same-origin.ts'
import { sendJson } from '../http/send-json.ts'
import type { Route } from '../services.ts'
import type { SignInCodes } from '../session/sign-in-codes.ts'
import { type ExchangeDeps, exchange } from './exchange.ts'

/**
 * POST /api/v1/sign-in: the exchange, answered with the cookie and where to go on. `code`: by a page of ours, for what a
 * person pasted (`latchkey login --code`); it stands for a wrapped token without challenge, so it is good once and for two
 * minutes. `wrappedToken`: by the tunnel that holds its verifier; a wrapped token that none is bound to is not for it, or
 * whoever made one could sign in someone else's browser as themselves.
 */
export function createSignInRoute(deps: ExchangeDeps & { codes: SignInCodes }): Route {
  return createRoute(deps.logger, '/api/v1/sign-in', {
    POST: async (request, response, context) => {
      const verifier = verifierOf(request)
      // The verifier's header is one that no form can send, and its value one that no other page can know.
      if (verifier === undefined) requireOwnScript(request)
      else refuseForeignOrigin(request)
      const body = await readJson(request, signInRequestSchema)
      if ('wrappedToken' in body) {
        if (verifier === undefined) throw new AppError('WRAPPED_TOKEN_FOREIGN')
        await exchange(deps, request, response, context, { text: body.wrappedToken, verifier })
      } else await exchange(deps, request, response, context, { text: await deps.codes.open(body.code), verifier: undefined })
      const answer: SignInResponse = { location: returnPath(body.to ?? null) }
      sendJson(response, 200, answer)
    },
  })
}

function verifierOf(request: IncomingMessage): string | undefined {
  const header = request.headers[verifierHeader]
  return typeof header === 'string' ? header : undefined
}
