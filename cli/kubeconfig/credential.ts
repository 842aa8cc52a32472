import { endByItsOwnWords } from './credential-end.ts'

export type ClientCertificate = { certificate: string; key: string }

/** What proves who the user is, as of now. The kube-apiserver looks at the certificate first, then at the authorization. */
export type Credential = {
  readonly certificate: ClientCertificate | null
  readonly bearer: string | null
  /** Value of the Authorization header; null when there is none. */
  readonly authorization: string | null
  /**
   * When it ends, epoch milliseconds: the earliest of what the certificate (NotAfter), a JWT (exp) and an exec plugin
   * (expirationTimestamp) say. Null where nobody says. Its source may have another one by then.
   */
  readonly expiresAtMs: number | null
}

/** Where credentials come from. `renew` is asked after a 401: true when there is another one to try. */
export type CredentialSource = {
  current(): Promise<Credential>
  renew(refused: Credential): Promise<boolean>
}

export const noCredential: Credential = { certificate: null, bearer: null, authorization: null, expiresAtMs: null }

/** `endMs`: when whoever issued it says that it ends, beside what it says itself. */
export function bearerCredential(bearer: string, certificate: ClientCertificate | null = null, endMs: number | null = null): Credential {
  return { certificate, bearer, authorization: `Bearer ${bearer}`, expiresAtMs: endByItsOwnWords({ certificate, bearer }, endMs) }
}

/** `endMs` as for `bearerCredential`. */
export function certificateCredential(certificate: ClientCertificate, endMs: number | null = null): Credential {
  return { ...noCredential, certificate, expiresAtMs: endByItsOwnWords({ certificate, bearer: null }, endMs) }
}

/** HTTP basic authentication; a certificate beside it goes along. */
export function basicCredential(username: string, password: string, certificate: ClientCertificate | null): Credential {
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  return { certificate, bearer: null, authorization, expiresAtMs: endByItsOwnWords({ certificate, bearer: null }) }
}
