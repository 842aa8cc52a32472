import { randomBytes } from 'node:crypto'
import { type JWK, Provider } from 'oidc-provider'

/** Who can sign in at the issuer, by `sub`; changed and removed by tests as an administrator would. */
export type IssuerUsers = Map<string, { groups: readonly string[]; tenant: string }>

export const redirectUri = 'http://127.0.0.1:8000/callback'
/** `kubernetes` is the client that kubectl is set up with; tokens for `other-app` are none of the cluster's. */
export const clientIds = ['kubernetes', 'other-app'] as const
export type ClientId = (typeof clientIds)[number]
/** Shorter than any session that Latchkey gives. */
const idTokenSeconds = 600

export type ProviderSettings = {
  users: IssuerUsers
  clientSecret: string
  signingKey: JWK
}

/**
 * oidc-provider, set up as an organization's issuer is: authorization code with a client secret, groups in the id token,
 * refresh tokens that are good once. The person at its sign-in page is whoever `login_hint` names.
 */
export function createProvider(url: string, { users, clientSecret, signingKey }: ProviderSettings): Provider {
  const provider = new Provider(url, {
    clients: clientIds.map(id => ({
      client_id: id,
      client_secret: clientSecret,
      application_type: 'native' as const,
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code' as const],
    })),
    jwks: { keys: [signingKey] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    claims: { openid: ['sub'], groups: ['groups', 'tenant'] },
    scopes: ['openid', 'offline_access'],
    // Kubernetes reads the id token and asks no userinfo endpoint.
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    findAccount: (_context, sub) => {
      const user = users.get(sub)
      return user && { accountId: sub, claims: () => ({ sub, groups: [...user.groups], tenant: user.tenant }) }
    },
    interactions: { url: (_context, interaction) => `/sign-in/${interaction.uid}` },
    loadExistingGrant: async ({ oidc }) => {
      const grant = new provider.Grant({ clientId: oidc.client?.clientId, accountId: oidc.session?.accountId })
      grant.addOIDCScope('openid groups offline_access')
      await grant.save()
      return grant
    },
    issueRefreshToken: (_context, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    ttl: { IdToken: idTokenSeconds, AccessToken: 600, AuthorizationCode: 60, Grant: 3_600, Interaction: 60, RefreshToken: 3_600, Session: 3_600 },
  })
  provider.use(async (context, next) => {
    if (!context.path.startsWith('/sign-in/')) return next()
    const { params } = await provider.interactionDetails(context.req, context.res)
    const accountId = String(params['login_hint'])
    const result = users.has(accountId) ? { login: { accountId }, consent: {} } : { error: 'access_denied' }
    await provider.interactionFinished(context.req, context.res, result)
    context.respond = false
  })
  return provider
}
