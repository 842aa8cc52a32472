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
