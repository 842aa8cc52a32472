import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { kubeconfigYaml } from '../testing/kubeconfig.ts'
import { oidcIssuer, type TokenAnswer, type TokenRequest } from '../testing/oidc-issuer.ts'
import { tempFolder } from '../testing/temp-folder.ts'
import { failureOf } from '../testing/throws.ts'
import { connect } from './connect.ts'
import type { CredentialSource } from './credential.ts'

const hourMs = 3_600_000

function idToken(name: string, endMs = Date.now() + hourMs): string {
  return `e30.${Buffer.from(JSON.stringify({ sub: name, exp: Math.floor(endMs / 1000) })).toString('base64url')}.sig`
}

const expired = idToken('old', Date.now() + 9_000)

/** Processes that share a kubeconfig with an auth-provider; each refresh token is good once, and gives the next. */
async function setting(config: Record<string, string> = {}, answer: (request: TokenRequest) => TokenAnswer | Promise<TokenAnswer> = renewOnce()) {
  const issuer = await oidcIssuer(answer)
  onTestFinished(issuer.close)
  const provider = { name: 'oidc', config: { 'idp-issuer-url': issuer.url, 'client-id': 'kube', 'id-token': expired, 'refresh-token': 'r-1', ...config } }
  const file = `${tempFolder({ config: kubeconfigYaml({ user: { 'auth-provider': provider } }) })}/config`
  const open = (): CredentialSource => connect({ kubeconfig: file }, {}, false).credentials
  const kept = (): Record<string, string> => JSON.parse(readFileSync(file, 'utf8')).users[0].user['auth-provider'].config
  return { issuer, file, open, kept }
}

function renewOnce(): (request: TokenRequest) => TokenAnswer {
  let count = 1
  return ({ form }) => {
    if (form['refresh_token'] !== `r-${count}`) return { status: 400, body: { error: 'invalid_grant', error_description: 'used' } }
    count += 1
    return { status: 200, body: { id_token: idToken(`new-${count}`), refresh_token: `r-${count}`, access_token: 'x', token_type: 'Bearer' } }
  }
}

describe('the auth-provider oidc', () => {
  test('sends an id-token that is good for longer than 10 s, and asks nobody', async () => {
    const token = idToken('jane', Date.now() + 12_000)
    const { issuer, open } = await setting({ 'id-token': token })
    const credential = await open().current()
    expect([credential.bearer, issuer.requests]).toEqual([token, []])
    expect(credential.expiresAtMs).toBeGreaterThan(Date.now())
  })

  test('renews one that ends, once for everyone who waits, and keeps what it got in the kubeconfig', async () => {
    const { issuer, open, kept, file } = await setting({ 'client-secret': 's p' })
    const source = open()
    const [one, two] = await Promise.all([source.current(), source.current()])
    expect(one.bearer).toBe(two.bearer)
    expect(kept()).toEqual({ 'idp-issuer-url': issuer.url, 'client-id': 'kube', 'client-secret': 's p', 'id-token': one.bearer, 'refresh-token': 'r-2' })
    expect(issuer.requests.map(request => request.form)).toEqual([{ grant_type: 'refresh_token', refresh_token: 'r-1' }])
    expect(issuer.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from('kube:s+p').toString('base64')}`)
    expect(existsSync(`${file}.lock`)).toBe(false)
  })

  test('two processes spend a refresh token once', async () => {
    const { issuer, open } = await setting()
    const credentials = await Promise.all([open().current(), open().current(), open().current()])
    expect(new Set(credentials.map(credential => credential.bearer)).size).toBe(1)
    expect(issuer.requests).toHaveLength(1)
  })

  test('waits for whoever holds the lock of the file, and takes what that one got', async () => {
    const { issuer, open, file } = await setting()
    writeFileSync(`${file}.lock`, '')
    const waiting = open().current()
    const token = idToken('by-kubectl')
    writeFileSync(file, readFileSync(file, 'utf8').replace(expired, token))
    rmSync(`${file}.lock`)
    expect([(await waiting).bearer, issuer.requests]).toEqual([token, []])
  })

  test('names the client in the body where the issuer takes no header for that', async () => {
    const { issuer, open } = await setting({ 'client-secret': 's' }, ({ headers }) =>
      headers.authorization ? { status: 401, body: { error: 'invalid_client' } } : { status: 200, body: { id_token: idToken('new') } },
    )
    await open().current()
    expect(issuer.requests[1]?.form).toEqual({ grant_type: 'refresh_token', refresh_token: 'r-1', client_id: 'kube', client_secret: 's' })
  })

  test('a 401 is no reason to renew, but a login elsewhere is another credential', async () => {
    const { open, file, issuer } = await setting({ 'id-token': idToken('jane') })
    const source = open()
    const refused = await source.current()
    expect(await source.renew(refused)).toBe(false)
    const other = idToken('joan')
    writeFileSync(file, readFileSync(file, 'utf8').replace(refused.bearer ?? '', other))
    expect([await source.renew(refused), (await source.current()).bearer, issuer.requests]).toEqual([true, other, []])
  })

  test.each<[string, Record<string, string>, TokenAnswer | null, string, RegExp]>([
    ['no issuer', { 'idp-issuer-url': '' }, null, 'KUBECONFIG_INVALID', /has no idp-issuer-url/],
    ['no client', { 'client-id': '' }, null, 'KUBECONFIG_INVALID', /has no client-id/],
    ['no JWT', { 'id-token': 'opaque' }, null, 'KUBECONFIG_INVALID', /is not a JWT/],
    ['nothing to renew with', { 'refresh-token': '' }, null, 'CREDENTIAL_EXPIRED', /there is no refresh-token/],
    [
      'a token that was spent',
      {},
      { status: 400, body: { error: 'invalid_grant', error_description: 'spent' } },
      'CREDENTIAL_EXPIRED',
      /\(invalid_grant: spent\)/,
    ],
    ['no id_token', {}, { status: 200, body: { access_token: 'x' } }, 'CREDENTIAL_EXPIRED', /scope openid/],
    ['an issuer that is down', { 'idp-issuer-url': 'http://127.0.0.1:1' }, null, 'CREDENTIAL_EXPIRED', /cannot be reached: nobody listens there/],
  ])('refuses %s, and leaves the kubeconfig as it was', async (_what, config, answer, code, message) => {
    const { open, file } = await setting(config, () => answer ?? { status: 500, body: {} })
    const before = readFileSync(file, 'utf8')
    const error = await failureOf(async () => await open().current())
    expect(error.code).toBe(code)
    expect(error.message).toMatch(message)
    expect([error.message.includes('r-1'), readFileSync(file, 'utf8'), existsSync(`${file}.lock`)]).toEqual([false, before, false])
  })
})

test.each([
  ['gcp', /gke-gcloud-auth-plugin/],
  ['azure', /kubelogin/],
  ['other', /Only oidc is left/],
])('the auth-provider %s is refused with what to use instead', async (name, hint) => {
  const file = `${tempFolder({ config: kubeconfigYaml({ user: { 'auth-provider': { name, config: {} } } }) })}/config`
  const error = await failureOf(() => connect({ kubeconfig: file }, {}, false))
  expect([error.code, error.message]).toEqual(['KUBECONFIG_INVALID', expect.stringContaining(`auth-provider "${name}"`)])
  expect(error.details?.['hint']).toMatch(hint)
})

test('tokens beside it beat it, and the session of a user outlives its id-token', async () => {
  const config = (fields: Record<string, string>) => ({ 'idp-issuer-url': 'http://127.0.0.1:1', 'client-id': 'x', ...fields })
  const file = `${tempFolder()}/config`
  const load = (user: Record<string, unknown>) => {
    writeFileSync(file, kubeconfigYaml({ user }))
    return connect({ kubeconfig: file }, {}, false)
  }
  const beside = load({ token: 'abc', 'auth-provider': { name: 'oidc', config: config({}) } })
  expect((await beside.credentials.current()).bearer).toBe('abc')
  const fingerprint = (token: string) => load({ 'auth-provider': { name: 'oidc', config: config({ 'id-token': token, 'refresh-token': token }) } }).fingerprint
  expect(fingerprint(idToken('jane', 1_000))).toEqual(fingerprint(idToken('jane', 2_000)))
  expect(fingerprint(idToken('jane'))).not.toEqual(fingerprint(idToken('joan')))
})
