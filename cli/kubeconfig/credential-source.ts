import { type ClientCertificates, createClientCertificates } from './client-certificate.ts'
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
import { kubeconfigError } from './kubeconfig-error.ts'
import { createOidcSource } from './oidc-source.ts'
import type { Selection } from './select.ts'
import { createTokenFileSource } from './token-file.ts'

/** What a credential may depend on beside the kubeconfig. */
export type CredentialSetting = { isTls: boolean; env: Readonly<Record<string, string | undefined>>; stdinIsTty: boolean }

const removedProviders: Record<string, string> = {
  gcp: 'Kubernetes has removed it: use the exec plugin `gke-gcloud-auth-plugin` instead (`gcloud container clusters get-credentials` sets it up).',
  azure: 'Kubernetes has removed it: use the exec plugin `kubelogin` of Azure instead (`kubelogin convert-kubeconfig` sets it up).',
}

/**
 * Credentials in client-go's order: a token file beats a token, both beat an auth-provider; an exec plugin is not run where a
 * token, password or certificate stands beside it; nothing is sent to a server without TLS.
 * @throws KUBECONFIG_INVALID
 */
export function createCredentialSource(selection: Selection, { isTls, env, stdinIsTty }: CredentialSetting): CredentialSource {
  const { user, userName } = selection
  if (!isTls) return { current: async () => noCredential, renew: async () => false }
  const provider = user['auth-provider']
  if (provider && provider.name !== 'oidc') {
    const hint = removedProviders[provider.name] ?? 'Only oidc is left of these; use an exec plugin.'
    throw kubeconfigError(`The user "${userName}" of ${user.file} uses the auth-provider "${provider.name}".`, hint)
  }
  const certificates = createClientCertificates(user, userName)
  if (user.tokenFile !== undefined) return withCertificates(createTokenFileSource(user.tokenFile, user.token), certificates)
  const { token } = user
  if (token !== undefined) return made(certificate => bearerCredential(token, certificate), certificates)
  if (user.username !== undefined || user.password !== undefined) {
    return made(certificate => basicCredential(user.username ?? '', user.password ?? '', certificate), certificates)
  }
  if (provider) return withCertificates(createOidcSource({ userName, file: user.file, config: provider.config, env }), certificates)
  if (certificates.current()) return made(certificate => (certificate ? certificateCredential(certificate) : noCredential), certificates)
  return user.exec ? createExecSource(user.exec, selection, { env, stdinIsTty }) : made(() => noCredential, certificates)
}

function made(make: (certificate: ClientCertificate | null) => Credential, certificates: ClientCertificates): CredentialSource {
  let last: Credential | null = null
  return {
    async current() {
      const certificate = certificates.current()
      if (last === null || last.certificate !== certificate) last = make(certificate)
      return last
    },
    renew: async () => certificates.renew(),
  }
}

/** Tokens of `source`, with the client certificate beside them. */
function withCertificates(source: CredentialSource, certificates: ClientCertificates): CredentialSource {
  return {
    async current() {
      const certificate = certificates.current()
      const credential = await source.current()
      return certificate && credential.bearer !== null ? bearerCredential(credential.bearer, certificate, credential.expiresAtMs) : credential
    },
    async renew(refused) {
      const renewed = await source.renew(refused)
      return certificates.renew() || renewed
    },
  }
}
