import { createExecSource } from './exec-source.ts'
import { readPem } from './pem.ts'
import type { Selection } from './select.ts'
import { createTokenFileSource } from './token-file.ts'

export type ClientCertificate = { certificate: string; key: string }

/** What proves who the user is, as of now. The kube-apiserver looks at the certificate first, then at the authorization. */
export type Credential = {
  readonly certificate: ClientCertificate | null
  readonly bearer: string | null
  /** Value of the Authorization header; null when there is none. */
  readonly authorization: string | null
}

/** Where credentials come from. `renew` is asked after a 401: true when there is another one to try. */
export type CredentialSource = {
  current(): Promise<Credential>
  renew(refused: Credential): Promise<boolean>
}

export const noCredential: Credential = { certificate: null, bearer: null, authorization: null }

export function bearerCredential(bearer: string, certificate: ClientCertificate | null = null): Credential {
  return { certificate, bearer, authorization: `Bearer ${bearer}` }
}

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
  if (user.username !== undefined || user.password !== undefined) {
    const pair = Buffer.from(`${user.username ?? ''}:${user.password ?? ''}`).toString('base64')
    return fixed({ certificate, bearer: null, authorization: `Basic ${pair}` })
  }
  if (certificate) return fixed({ ...noCredential, certificate })
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
