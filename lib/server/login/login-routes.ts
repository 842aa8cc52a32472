import type { Logger } from 'pino'
import { type LoginMethods, type LoginRequest, loginRequestSchema } from '#contract/login.ts'
import { AppError } from '#errors/app-error.ts'
import type { KubeConfig } from '../config.ts'
import { readJson } from '../http/read-json.ts'
import { createRoute } from '../http/route.ts'
import { sendJson } from '../http/send-json.ts'
import type { OwnClient } from '../kube/own-client.ts'
import type { Route } from '../services.ts'
import type { SignInCodes } from '../session/sign-in-codes.ts'
import { type IssueDeps, issueSession } from './issue-session.ts'
import { type Proof, proveByToken } from './token-login.ts'

export type LoginDeps = IssueDeps & { codes: SignInCodes; logger: Logger; client: OwnClient; kube: KubeConfig; now: () => number }

/** GET /api/v1/login/methods: what is offered, to anyone. */
export function createMethodsRoute(logger: Logger): Route {
  return createRoute(logger, '/api/v1/login/methods', {
    GET: async (_, response, { services }) => {
      const methods: LoginMethods = {
        methods: ['token'],
        serverVersion: services.serverVersion,
        kubernetesVersion: await services.kubernetesVersion(),
        clusterId: services.clusterId,
      }
      sendJson(response, 200, methods)
    },
  })
}

/** POST /api/v1/login: a credential for a session. */
export function createLoginRoute(deps: LoginDeps): Route {
  return createRoute(deps.logger, '/api/v1/login', {
    POST: async (request, response, { requestId }) => {
      const login = await readJson(request, loginRequestSchema)
      const { sessionId, answer } = await issueSession(deps, await prove(deps, login), login.method, login)
      const { user, method, expiresAt } = answer
      deps.logger.info({ event: 'login', requestId, sessionId, user: user.name, method, expiresAt, status: 200 }, 'signed in')
      sendJson(response, 200, login.handover === 'code' ? { ...answer, code: await deps.codes.issue(answer.wrappedToken) } : answer)
    },
  })
}

async function prove({ client, now }: LoginDeps, login: LoginRequest): Promise<Proof> {
  if (login.method === 'token' && login.token !== undefined) return proveByToken(client, login.token, now())
  throw new AppError('BAD_REQUEST', `This server does not offer the login method ${login.method}.`)
}
