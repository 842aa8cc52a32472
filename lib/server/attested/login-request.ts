import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { Identity } from '#contract/identity.ts'
import { loginRequestGroup, loginRequestSpecSchema } from '#contract/login.ts'
import { AppError } from '#errors/app-error.ts'
import { readJson } from '../http/read-json.ts'
import { queryOf } from '../http/route.ts'
import { sessionExtraKey } from '../kube/identity-headers.ts'
import { type IssueDeps, issueSession } from '../login/issue-session.ts'
import type { SignInCodes } from '../session/sign-in-codes.ts'
import { provenEndMs } from './proven-end.ts'
import { sendObject } from './send-status.ts'

export type LoginRequestDeps = IssueDeps & { codes: Pick<SignInCodes, 'issue'>; logger: Logger }

const { group, version, resource, kind } = loginRequestGroup
export const loginRequestPath = `/apis/${group}/${version}/${resource}`
const typeMeta = { apiVersion: `${group}/${version}`, kind }

const bodySchema = z.object({
  apiVersion: z.literal(typeMeta.apiVersion),
  kind: z.literal(kind),
  spec: loginRequestSpecSchema.default({}),
})

/** POST of a LoginRequest by `identity`: 201, with the session in `status`. With `dryRun` it is checked and no session is made. */
export async function createLoginRequest(
  deps: LoginRequestDeps,
  request: IncomingMessage,
  response: ServerResponse,
  { identity, requestId }: { identity: Identity; requestId: string },
): Promise<void> {
  // Our own requests as somebody reach us too, where impersonation has no bounds: sessions would renew themselves for ever.
  if (Object.hasOwn(identity.extra, sessionExtraKey)) throw new AppError('IDENTITY_REFUSED', 'A session of Latchkey cannot sign in; only its owner can.')
  const { spec } = await readJson(request, bodySchema)
  const object = { ...typeMeta, metadata: { creationTimestamp: null }, spec: {} }
  if (isDryRun(request)) return sendObject(response, 201, { ...object, status: {} })
  const { certificate, ...how } = spec
  const proof = { identity, credentialEndMs: provenEndMs(identity, certificate) }
  const { sessionId, tokenHash, answer } = await issueSession(deps, proof, 'attested', how)
  const { method, expiresAt } = answer
  deps.logger.info({ event: 'login', requestId, sessionId, tokenHash, user: identity.name, method, expiresAt, status: 201 }, 'signed in')
  const status = spec.handover === 'code' ? { ...answer, code: await deps.codes.issue(answer.wrappedToken) } : answer
  sendObject(response, 201, { ...object, status })
}

function isDryRun(request: IncomingMessage): boolean {
  const values = queryOf(request).getAll('dryRun')
  // As apimachinery validates it: taking an unknown word for no dry run would do what was not to be done.
  if (values.some(value => value !== 'All')) throw new AppError('BAD_REQUEST', "The query 'dryRun' knows one value, 'All'.")
  return values.length > 0
}
