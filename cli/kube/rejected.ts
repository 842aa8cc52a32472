import type { AppError } from '../../lib/errors/app-error.ts'
import { withHint } from '../io/report-error.ts'
import type { Connection } from '../kubeconfig/connection.ts'
import { jwtOrigin } from '../kubeconfig/jwt-claims.ts'

/** A 401 of the kube-apiserver: CREDENTIAL_EXPIRED where the credential itself tells that, else CREDENTIAL_REJECTED. */
export async function rejected(connection: Connection, nowMs: number = Date.now()): Promise<AppError> {
  const where = connection.contextName === '' ? connection.server.origin : `${connection.server.origin} (context "${connection.contextName}")`
  const credential = await connection.credentials.current()
  const endedMs = credential.expiresAtMs
  if (endedMs !== null && endedMs <= nowMs) {
    const ended = new Date(endedMs).toISOString().replace(/\.\d+Z$/, 'Z')
    return withHint('CREDENTIAL_EXPIRED', `The credential for ${where} expired at ${ended}.`, 'Renew it as for kubectl and try again.')
  }
  if (credential.authorization === null && credential.certificate === null) {
    return withHint('CREDENTIAL_REJECTED', `The kubeconfig has no credential for ${where}, and the cluster wants one.`, 'Add a user to the context.')
  }
  const origin = credential.bearer === null ? null : jwtOrigin(credential.bearer)
  const what = origin === null ? 'the credential' : `the credential, ${origin}`
  return withHint('CREDENTIAL_REJECTED', `The cluster at ${where} does not accept ${what}.`, 'Renew it as for kubectl and try again.')
}
