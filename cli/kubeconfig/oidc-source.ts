import { type AuthProviderConfig, readAuthProvider, writeAuthProvider } from './auth-provider-file.ts'
import { bearerCredential, type Credential, type CredentialSource } from './credential.ts'
import { jwtEndMs } from './credential-end.ts'
import { withFileLock } from './file-lock.ts'
import { kubeconfigError } from './kubeconfig-error.ts'
import { cannotRefresh, type OidcClient, refreshOidc } from './oidc-refresh.ts'
import { readPem } from './pem.ts'

/** How much earlier than its `exp` a token counts as expired, for clocks that differ. */
const leewayMs = 10_000

type OidcUser = {
  userName: string
  /** The kubeconfig that the user came from, and that gets its new tokens. */
  file: string
  config: AuthProviderConfig
  env: OidcClient['env']
}

/**
 * The legacy auth-provider `oidc` of client-go: its id-token until shortly before it ends, then a new one for the refresh
 * token, both kept in the kubeconfig. A refresh token may be good once only, so that whoever refreshes holds the lock of the
 * file, and looks first whether somebody else has done it meanwhile.
 * @throws KUBECONFIG_INVALID
 */
export function createOidcSource({ userName, file, config: loaded, env }: OidcUser, now: () => number = Date.now): CredentialSource {
  const required = (field: string): string => {
    const value = loaded[field]
    if (!value) throw kubeconfigError(`The auth-provider oidc of user "${userName}" of ${file} has no ${field}.`, `Set ${field} in its config.`)
    return value
  }
  const what = `idp-certificate-authority of user "${userName}"`
  const client: OidcClient = {
    issuer: required('idp-issuer-url'),
    clientId: required('client-id'),
    clientSecret: loaded['client-secret'] ?? '',
    ca: readPem(loaded['idp-certificate-authority-data'] || undefined, loaded['idp-certificate-authority'] || undefined, what),
    env,
  }
  let config = loaded
  let refreshing: Promise<void> | null = null
  const isGood = (token: string | undefined): token is string => {
    if (!token) return false
    if (token.split('.').length !== 3)
      throw kubeconfigError(`The id-token of user "${userName}" of ${file} is not a JWT.`, 'Log in again with the tool that wrote it.')
    return now() + leewayMs < (jwtEndMs(token) ?? 0)
  }
  const refresh = () =>
    withFileLock(file, async () => {
      const stored = readAuthProvider(file, userName)
      const latest = stored ?? config
      if (isGood(latest['id-token'])) {
        config = latest
        return
      }
      const refreshToken = latest['refresh-token']
      if (!refreshToken) throw cannotRefresh(client.issuer, 'there is no refresh-token to renew it with')
      const tokens = await refreshOidc(client, refreshToken)
      const changes = { 'id-token': tokens.idToken, ...(tokens.refreshToken ? { 'refresh-token': tokens.refreshToken } : {}) }
      if (stored) writeAuthProvider(file, userName, changes)
      config = { ...latest, ...changes }
    })
  const current = async (): Promise<Credential> => {
    if (!isGood(config['id-token'])) {
      refreshing ??= refresh().finally(() => {
        refreshing = null
      })
      await refreshing
    }
    return bearerCredential(config['id-token'] ?? '')
  }
  return {
    current,
    async renew(refused) {
      // Somebody may have logged in again. A token that is still good is not spent for another: the cluster refuses its user.
      const stored = readAuthProvider(file, userName)
      if (!stored || stored['id-token'] === refused.bearer || !isGood(stored['id-token'])) return false
      config = stored
      return true
    },
  }
}
