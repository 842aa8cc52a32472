import type { Logger } from 'pino'
import type { LoginMethod } from '#contract/identity.ts'
import { type LoginMethods, type LoginRequest, loginRequestSchema } from '#contract/login.ts'
import { AppError, toAppError } from '#errors/app-error.ts'
import { readJson } from '../http/read-json.ts'
import { createRoute } from '../http/route.ts'
import { sendJson } from '../http/send-json.ts'
import type { Route } from '../services.ts'
import type { SignInCodes } from '../session/sign-in-codes.ts'
import type { WrappedClaims } from '../session/wrapped-claims.ts'
import { type IssueDeps, issueSession } from './issue-session.ts'
import type { LoginNonces } from './login-nonce.ts'
import { type ProveDeps, proveLogin } from './prove-login.ts'

export type LoginDeps = IssueDeps & ProveDeps & { claims: WrappedClaims; codes: SignInCodes; logger: Logger }

/** GET /api/v1/login/methods: what is offered now, best first, to anyone. */
export function createMethodsRoute({ logger, offered }: { logger: Logger; offered: () => Promise<LoginMethod[]> }): Route {
  return createRoute(logger, '/api/v1/login/methods', {
    GET: async (_, response, { services }) => {
      const methods: LoginMethods = {
        methods: await offered(),
        serverVersion: services.serverVersion,
        kubernetesVersion: await services.kubernetesVersion(),
        clusterId: services.clusterId,
      }
      sendJson(response, 200, methods)
    },
  })
}

/** POST /api/v1/login/nonce: what a login by `cert-signed` signs, to anyone. Nothing is kept of it. */
export function createNonceRoute({ logger, nonces }: { logger: Logger; nonces: LoginNonces }): Route {
  return createRoute(logger, '/api/v1/login/nonce', {
    POST: async (_, response) => sendJson(response, 200, await nonces.issue()),
  })
}

/** POST /api/v1/login: a credential for a session. */
export function createLoginRoute(deps: LoginDeps): Route {
  return createRoute(deps.logger, '/api/v1/login', {
    POST: async (request, response, { requestId }) => {
      const login = await readJson(request, loginRequestSchema)
      const { sessionId, tokenHash, answer } = await logIn(deps, login).catch(error => {
        const { code, status } = toAppError(error)
        // The refusal itself is logged with the request; this says what was tried.
        deps.logger.info({ event: 'login-refused', requestId, method: login.method, code, status }, 'not signed in')
        throw error
      })
      const { user, method, expiresAt } = answer
      deps.logger.info({ event: 'login', requestId, sessionId, tokenHash, user: user.name, method, expiresAt, status: 200 }, 'signed in')
      sendJson(response, 200, login.handover === 'code' ? { ...answer, code: await deps.codes.issue(answer.wrappedToken) } : answer)
    },
  })
}

async function logIn(deps: LoginDeps, login: LoginRequest) {
  const { identity, credentialEndMs, onceId } = await proveLogin(deps, login)
  // Last, so that nothing but a proof that is good in every other way is ever used up.
  if (onceId !== null && !(await deps.claims.claim(`${login.method}:${onceId}`)))
    throw new AppError('CREDENTIAL_REJECTED', 'This login was sent before. If it was not by you, someone on the way has recorded it. Sign in again.')
  return issueSession(deps, { identity, credentialEndMs }, login.method, login)
}
