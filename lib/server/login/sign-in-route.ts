import { type SignInResponse, signInRequestSchema } from '#contract/login.ts'
import { returnPath } from '#domain/return-path.ts'
import { readJson } from '../http/read-json.ts'
import { createRoute } from '../http/route.ts'
import { requireOwnScript } from '../http/same-origin.ts'
import { sendJson } from '../http/send-json.ts'
import type { Route } from '../services.ts'
import type { SignInCodes } from '../session/sign-in-codes.ts'
import { type ExchangeDeps, exchange } from './exchange.ts'

/**
 * POST /api/v1/sign-in: the exchange by a page of ours, for a code that a person pasted (`latchkey login --code`): the
 * cookie, and where to go on. A code stands for a wrapped token without challenge, so it is good once and for two minutes.
 */
export function createSignInRoute(deps: ExchangeDeps & { codes: SignInCodes }): Route {
  return createRoute(deps.logger, '/api/v1/sign-in', {
    POST: async (request, response, context) => {
      requireOwnScript(request)
      const { code, to } = await readJson(request, signInRequestSchema)
      await exchange(deps, request, response, context, { text: await deps.codes.open(code), verifier: undefined })
      const answer: SignInResponse = { location: returnPath(to ?? null) }
      sendJson(response, 200, answer)
    },
  })
}
