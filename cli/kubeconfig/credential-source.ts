import {
  basicCredential,
  bearerCredential,
  type ClientCertificate,
  type Credential,
  type CredentialSource,
  certificateCredential,
  noCredential,
} from './credential.ts'
import { createExecSource } from './exec-source.ts'
import { readPem } from './pem.ts'
import type { Selection } from './select.ts'
import { createTokenFileSource } from './token-file.ts'

/**
 * Credentials in client-go's order: a token file beats a token; an exec plugin is not run where a token, password or
 * certificate stands beside it; nothing is sent to a server without TLS.
 */
export function createCredentialSource(selection: Selection, isTls: boolean, stdinIsTty: boolean): CredentialSource {
  const { user } = selection
  if (!isTls) return fixed(noCredential)
  const certificate = readCertificate(selection)
  if (user.tokenFile !== undefined) return createTokenFileSource(user.tokenFile, user.token, certificate)
  if (user.token !== undefined) return fixed(bearerCredential(user.token, certificate))
  if (user.username !== undefined || user.password !== undefined) return fixed(basicCredential(user.username ?? '', user.password ?? '', certificate))
  if (certificate) return fixed(certificateCredential(certificate))
  return user.exec ? createExecSource(user.exec, selection, stdinIsTty) : fixed(noCredential)
}

function fixed(credential: Credential): CredentialSource {
  return { current: async () => credential, renew: async () => false }
}

function readCertificate({ user, userName }: Selection): ClientCertificate | null {
  const certificate = readPem(user['client-certificate-data'], user['client-certificate'], `client certificate of user "${userName}"`)
  const key = readPem(user['client-key-data'], user['client-key'], `client key of user "${userName}"`)
  return certificate !== null && key !== null ? { certificate, key } : null
}
