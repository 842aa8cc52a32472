import { createHash, randomBytes } from 'node:crypto'
import { Agent, request } from 'undici'
import { z } from 'zod'
import type { Issuer } from './issuer.ts'
import { type ClientId, redirectUri } from './provider.ts'

const tokensSchema = z.object({ id_token: z.string(), refresh_token: z.string() })
/** What a client of the issuer has after a sign-in. */
export type SignedIn = { idToken: string; refreshToken: string }

/**
 * Signs a user in as a browser and a client do it together: authorization code with PKCE (RFC 6749 §4.1, RFC 7636).
 * @throws where the issuer sends the client an error instead of a code
 */
export async function signIn(issuer: Pick<Issuer, 'url' | 'certificateAuthority' | 'clientSecret'>, user: string, clientId: ClientId): Promise<SignedIn> {
  const dispatcher = new Agent({ connect: { ca: issuer.certificateAuthority } })
  try {
    const verifier = randomBytes(32).toString('base64url')
    const asked = new URLSearchParams({
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'openid groups offline_access',
      prompt: 'login',
      login_hint: user,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    })
    const arrived = await followToClient(dispatcher, `${issuer.url}/auth?${asked}`)
    const code = arrived.get('code')
    if (code === null) throw new Error(`the issuer did not sign ${user} in: ${arrived}`)
    const answer = await request(`${issuer.url}/token`, {
      dispatcher,
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${clientId}:${issuer.clientSecret}`)}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: `${new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier })}`,
    })
    const { id_token, refresh_token } = tokensSchema.parse(await answer.body.json())
    return { idToken: id_token, refreshToken: refresh_token }
  } finally {
    await dispatcher.close()
  }
}

/** Follows the issuer's redirects with its cookies until they lead to the client; resolves with what the client is told. */
async function followToClient(dispatcher: Agent, start: string): Promise<URLSearchParams> {
  const cookies = new Map<string, string>()
  let at = new URL(start)
  for (let hops = 0; hops < 10; hops++) {
    if (`${at.origin}${at.pathname}` === redirectUri) return at.searchParams
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await request(at, { dispatcher, headers: { cookie } })
    for (const line of [answer.headers['set-cookie'] ?? []].flat()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    const { location } = answer.headers
    if (typeof location !== 'string') throw new Error(`the issuer answered ${at} with ${answer.statusCode}: ${await answer.body.text()}`)
    await answer.body.dump()
    at = new URL(location, at)
  }
  throw new Error('the issuer redirects without end')
}
