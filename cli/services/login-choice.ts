import type { LoginMethod } from '../../lib/contract/identity.ts'
import type { AppError } from '../../lib/errors/app-error.ts'
import { withHint } from '../io/report-error.ts'
import type { Connection } from '../kubeconfig/connection.ts'
import type { Credential } from '../kubeconfig/credential.ts'
import type { LoginPreference } from './login-preference.ts'

type Circumstances = {
  /** What Latchkey says that it offers: a hint, as it came over the pod network. It can only take methods away. */
  methods: readonly LoginMethod[]
  credential: Credential
  preference: LoginPreference
  isImpersonating: boolean
}

/** Why a method is not to be tried, as the end of a sentence; null where it is. */
export function whyNot(method: Exclude<LoginMethod, 'attested'>, { methods, credential, preference, isImpersonating }: Circumstances): string | null {
  if (!methods.includes(method)) return 'Latchkey in this cluster does not offer it'
  if (isImpersonating) return 'it proves who you are, and not that you may act as someone else'
  if (method === 'token') {
    if (credential.bearer === null) return 'the kubeconfig has no token'
    // Else the session could be another's than the one that kubectl acts as. Latchkey's word that the certificate is none of
    // this cluster's came over the pod network too.
    return credential.certificate && preference.method !== 'token' ? 'the kube-apiserver looks at the client certificate first' : null
  }
  if (!credential.certificate) return 'the kubeconfig has no client certificate'
  return method === 'cert' && !preference.handOverCertificate ? 'certificate and key are handed over with --hand-over-certificate only' : null
}

/** That nobody is signed in, why, and what to do. */
export function nothingLeft(connection: Connection, credential: Credential, preference: LoginPreference, passed: ReadonlyMap<LoginMethod, string>): AppError {
  const reasons = [...passed].map(([method, why]) => `${method}: ${why}`).join('; ')
  if (connection.impersonation) {
    return withHint(
      'IDENTITY_REFUSED',
      `Latchkey cannot sign in as "${connection.impersonation.name}": it would have to take your word that you may act as them. Only the kube-apiserver can vouch for that, and it does not here (${reasons}).`,
      'Leave out --as (and `as` in the kubeconfig) to sign in as yourself.',
    )
  }
  const context = connection.contextName === '' ? 'the kubeconfig' : `context "${connection.contextName}"`
  if (preference.method !== null)
    return withHint('CREDENTIAL_REJECTED', `Cannot sign in (${reasons}).`, 'Leave out --login-method to use the best method there is.')
  if (credential.certificate && credential.bearer !== null) {
    return withHint(
      'CREDENTIAL_REJECTED',
      `Cannot sign in with the client certificate of ${context} (${reasons}).`,
      'The kubeconfig holds a token as well, which may be of someone else: --login-method token signs in as whom that is for.',
    )
  }
  if (credential.certificate) {
    return withHint(
      'CREDENTIAL_REJECTED',
      `Cannot sign in with the client certificate of ${context} (${reasons}).`,
      preference.handOverCertificate
        ? 'An admin of the cluster brings Latchkey up to date with `latchkey install`.'
        : 'As a last resort --hand-over-certificate sends certificate and key to Latchkey, sealed; it forgets them at once. Better: an admin brings Latchkey up to date with `latchkey install`.',
    )
  }
  if (credential.bearer !== null)
    return withHint('CREDENTIAL_REJECTED', `Cannot sign in with the token of ${context} (${reasons}).`, 'Bring Latchkey up to date with `latchkey install`.')
  const found = credential.authorization === null ? 'no credential' : 'a password, which Latchkey does not take'
  return withHint('CREDENTIAL_REJECTED', `Cannot sign in: ${context} has ${found}.`, 'Use a client certificate, a token or an exec plugin.')
}
