import { type LoginHow, type LoginRequest, type LoginResponse, loginResponseSchema } from '../../lib/contract/login.ts'
import { AppError } from '../../lib/errors/app-error.ts'
import { withHint } from '../io/report-error.ts'
import type { Connection } from '../kubeconfig/connection.ts'
import type { Credential } from '../kubeconfig/credential.ts'
import type { LatchkeyService } from './service-proxy.ts'
import { notAFormHeaders } from './session-headers.ts'

/**
 * Proves the identity of the kubeconfig to Latchkey and gets a session. `challenge` binds the wrapped token to whoever
 * holds its verifier; `handover` tells who carries it to the browser.
 * @throws IDENTITY_REFUSED where the kubeconfig acts as someone else, CREDENTIAL_REJECTED where it has nothing to show
 */
export async function logIn(connection: Connection, service: LatchkeyService, how: LoginHow = {}): Promise<LoginResponse> {
  if (connection.impersonation) {
    throw withHint(
      'IDENTITY_REFUSED',
      `Latchkey cannot sign in as "${connection.impersonation.name}": it would have to take your word that you may act as them.`,
      'Leave out --as (and `as` in the kubeconfig) to sign in as yourself.',
    )
  }
  const proof = proofOf(await connection.credentials.current(), connection)
  const body: LoginRequest = { ...proof, ...how }
  const answer = loginResponseSchema.safeParse(await service.json({ method: 'POST', path: '/api/v1/login', headers: notAFormHeaders, body }))
  if (!answer.success) throw new AppError('NOT_READY', 'Latchkey in this cluster answers a login in a way that this version does not understand.')
  return answer.data
}

function proofOf(credential: Credential, connection: Connection): LoginRequest {
  if (credential.bearer !== null) return { method: 'token', token: credential.bearer }
  const context = connection.contextName === '' ? 'the kubeconfig' : `context "${connection.contextName}"`
  const found = credential.authorization === null ? 'no credential' : 'a password, which Latchkey does not take'
  throw withHint('CREDENTIAL_REJECTED', `Cannot sign in: ${context} has ${found}.`, 'Use a client certificate, a token or an exec plugin.')
}
