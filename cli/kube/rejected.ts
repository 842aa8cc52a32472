import { X509Certificate } from 'node:crypto'
import type { AppError } from '../../lib/errors/app-error.ts'
import { withHint } from '../io/report-error.ts'
import type { Connection } from '../kubeconfig/connection.ts'
import type { Credential } from '../kubeconfig/credential.ts'
import { parseJson } from './status.ts'

/** A 401 of the kube-apiserver: CREDENTIAL_EXPIRED where the credential itself tells that, else CREDENTIAL_REJECTED. */
export async function rejected(connection: Connection, nowMs: number = Date.now()): Promise<AppError> {
  const where = connection.contextName === '' ? connection.server.origin : `${connection.server.origin} (context "${connection.contextName}")`
  const credential = await connection.credentials.current()
  const endedMs = expiryMs(credential)
  if (endedMs !== null && endedMs <= nowMs) {
    const ended = new Date(endedMs).toISOString().replace(/\.\d+Z$/, 'Z')
    return withHint('CREDENTIAL_EXPIRED', `The credential for ${where} expired at ${ended}.`, 'Renew it as for kubectl and try again.')
  }
  if (credential.authorization === null && credential.certificate === null) {
    return withHint('CREDENTIAL_REJECTED', `The kubeconfig has no credential for ${where}, and the cluster wants one.`, 'Add a user to the context.')
  }
  return withHint('CREDENTIAL_REJECTED', `The cluster at ${where} does not accept the credential.`, 'Renew it as for kubectl and try again.')
}

/** When the certificate or the JWT ends by its own words, epoch milliseconds; null where it says nothing. */
export function expiryMs(credential: Credential): number | null {
  if (credential.certificate) {
    try {
      return Date.parse(new X509Certificate(credential.certificate.certificate).validTo)
    } catch {
      return null
    }
  }
  const payload = credential.bearer?.split('.')[1]
  if (payload === undefined) return null
  const claims = parseJson(Buffer.from(payload, 'base64url').toString('utf8'))
  const exp = typeof claims === 'object' && claims !== null && 'exp' in claims ? claims.exp : null
  return typeof exp === 'number' ? exp * 1000 : null
}
