import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { verifierHeader } from '#contract/headers.ts'
import { loginMethodsSchema } from '#contract/login.ts'
import type { KeyManager } from '#server/session/key-manager.ts'
import { parseKeyring } from '#server/session/keyring.ts'
import { createSessionTokens } from '#server/session/session-token.ts'
import { createWrappedTokens } from '#server/session/wrapped-token.ts'
import { auditEvents, cluster, kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { type Answer, cookiesOf, errorCode, send } from './http.ts'
import { latchkey, startTunnel, type Tunnel } from './latchkey.ts'
import { startKubectlProxy } from './mounts/kubectl-proxy.ts'
import { servicePath } from './mounts/mount.ts'
import { podOrigin } from './pods.ts'

// Everything that has to be refused at the door, each by the code that the user reads; through the real service proxy.
let tunnel: Tunnel
let proxy: { origin: string; stop: () => Promise<void> }
let base: string
/** Through `kubectl proxy`, where nobody stands between who keeps cookies of the server to himself. */
let bare: string

test.beforeAll(async () => {
  tunnel = await startTunnel('admin', 'proxy')
  base = tunnel.mount
  proxy = await startKubectlProxy()
  bare = proxy.origin + servicePath
})
test.afterAll(async () => {
  await tunnel.stop()
  await proxy.stop()
})

const json = { 'content-type': 'application/json' }

async function login(body: Record<string, unknown>): Promise<Answer> {
  return send(`${base}/api/v1/login`, { method: 'POST', headers: json, body: JSON.stringify(body) })
}

/** The viewer's bearer token, from its kubeconfig. */
function viewerToken(): string {
  const kubeconfig: unknown = parse(readFileSync(cluster.kubeconfigs.viewer, 'utf8'))
  return (kubeconfig as { users: [{ user: { token: string } }] }).users[0].user.token
}

async function viewerLogin(extra: Record<string, unknown> = {}): Promise<{ token: string; wrappedToken: string; expiresAt: string }> {
  const answer = await login({ method: 'token', token: viewerToken(), ...extra })
  expect(answer.status).toBe(200)
  return JSON.parse(answer.text) as { token: string; wrappedToken: string; expiresAt: string }
}

function exchange(wrappedToken: string, headers: Record<string, string> = {}, to = '/', at = base): Promise<Answer> {
  return send(`${at}/login?wrapped-token=${encodeURIComponent(wrappedToken)}&to=${encodeURIComponent(to)}`, {
    headers: { accept: 'application/json', ...headers },
  })
}

/** Cut out one character in the middle of a dot-separated part and put another one there. */
function damage(token: string, part: number): string {
  const parts = token.split('.')
  const text = parts[part] ?? ''
  const at = Math.floor(text.length / 2)
  parts[part] = `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`
  return parts.join('.')
}

/** The cluster's own keys, read by an admin: what they sign differs from the real thing only where a test says so. */
function serverKeys(): KeyManager {
  const secret = kubectl('admin', ['-n', 'latchkey-system', 'get', 'secret', 'latchkey-keyring', '-o', 'jsonpath={.data.keyring\\.json}'])
  const keyring = parseKeyring(Buffer.from(secret, 'base64').toString(), Date.now())
  if (!keyring) throw new Error('the Secret latchkey-keyring holds no keyring')
  return {
    signingKey: () => keyring[0],
    verifyingKeys: () => keyring,
    verifyingKey: async () => keyring[0],
    load: async () => {},
    isLoaded: () => true,
    run: async () => {},
  }
}

async function clusterId(): Promise<string> {
  return loginMethodsSchema.parse(JSON.parse((await send(`${base}/api/v1/login/methods`)).text)).clusterId
}

test.describe('wrapped tokens', () => {
  test('a fresh one gives a cookie and leaves nothing secret in the address', async () => {
    const { wrappedToken } = await viewerLogin()
    const answer = await exchange(wrappedToken, {}, '/resources/networking.istio.io/v1/virtualservices')
    expect(answer.status).toBe(303)
    expect(answer.headers['location']).toBe(`${new URL(base).pathname}/resources/networking.istio.io/v1/virtualservices`)
    const [cookie] = [answer.headers['set-cookie'] ?? []].flat()
    expect(cookie).toMatch(/^latchkey-tunnel-\d+=/)
    expect(cookie).toMatch(/; HttpOnly/i)
    expect(cookie).toMatch(/; SameSite=Strict/i)
    expect(cookie).toMatch(/; Path=\//i)
    const session = await send(`${base}/api/v1/session`, { headers: { cookie: cookiesOf(answer) } })
    expect(JSON.parse(session.text).user.name).toBe('system:serviceaccount:latchkey-demo:viewer')
  })

  test('refuses one that was used', async () => {
    const { wrappedToken } = await viewerLogin()
    expect((await exchange(wrappedToken)).status).toBe(303)
    const second = await exchange(wrappedToken)
    expect([second.status, errorCode(second)]).toEqual([401, 'WRAPPED_TOKEN_USED'])
    expect(second.headers['set-cookie']).toBeUndefined()
  })

  test('lets exactly one of twenty concurrent uses in, over both replicas', async () => {
    const { wrappedToken } = await viewerLogin()
    const answers = await Promise.all(Array.from({ length: 20 }, () => exchange(wrappedToken)))
    expect(answers.filter(answer => answer.status === 303)).toHaveLength(1)
    expect(new Set(answers.filter(answer => answer.status !== 303).map(errorCode))).toEqual(new Set(['WRAPPED_TOKEN_USED']))
  })

  test('refuses one that belongs to another process, and one without the verifier', async () => {
    const verifier = randomBytes(32).toString('base64url')
    const challenge = createHash('sha256').update(verifier).digest('base64url')
    const { wrappedToken } = await viewerLogin({ challenge })
    const without = await exchange(wrappedToken)
    expect([without.status, errorCode(without)]).toEqual([401, 'WRAPPED_TOKEN_FOREIGN'])
    // The tunnel drops a verifier that a page sends, so a page that learned it gains nothing.
    const smuggled = await exchange(wrappedToken, { [verifierHeader]: verifier })
    expect(errorCode(smuggled)).toBe('WRAPPED_TOKEN_FOREIGN')
  })

  test('refuses forged and damaged ones', async () => {
    const { wrappedToken, token } = await viewerLogin()
    const unsigned = `${Buffer.from('{"alg":"none","typ":"session+jwt"}').toString('base64url')}.${token.split('.')[1]}.`
    const forged = ['x', '', 'a.b.c.d.e', token, unsigned, ...[0, 2, 3, 4].map(part => damage(wrappedToken, part)), `${wrappedToken}A`, `${wrappedToken}.`]
    for (const candidate of forged) {
      const answer = await exchange(candidate)
      expect(answer.status, candidate.slice(0, 40)).toBeGreaterThanOrEqual(400)
      expect(answer.status).toBeLessThan(500)
      expect(['WRAPPED_TOKEN_INVALID', 'BAD_REQUEST']).toContain(errorCode(answer))
      expect(answer.headers['set-cookie']).toBeUndefined()
    }
  })

  test('refuses an expired one and one of another cluster, made with the real keys', async () => {
    const { token } = await viewerLogin()
    const keys = serverKeys()
    const now = await createWrappedTokens(keys, await clusterId(), Date.now).wrap(token, undefined)
    expect((await exchange(now)).status, 'made like this it is good').toBe(303)
    const expired = await exchange(await createWrappedTokens(keys, await clusterId(), () => Date.now() - 31_000).wrap(token, undefined))
    expect([expired.status, errorCode(expired)]).toEqual([401, 'WRAPPED_TOKEN_EXPIRED'])
    const foreign = await exchange(await createWrappedTokens(keys, '0123456789abcdef', Date.now).wrap(token, undefined))
    expect([foreign.status, errorCode(foreign)]).toEqual([401, 'WRAPPED_TOKEN_INVALID'])
  })

  test('refuses the exchange when another site leads to it', async () => {
    const { wrappedToken } = await viewerLogin()
    const answer = await exchange(wrappedToken, { 'sec-fetch-site': 'cross-site' })
    expect([answer.status, errorCode(answer)]).toEqual([403, 'CROSS_SITE'])
    expect((await exchange(wrappedToken)).status, 'it was not spent by the attempt').toBe(303)
  })

  for (const to of [
    'https://evil.test/',
    '//evil.test',
    '/\\evil.test',
    '\\\\evil.test',
    '/%09/evil.test',
    'javascript:alert(1)',
    '/../x',
    '/a\r\nSet-Cookie: x=1',
    ' /x',
    '',
  ]) {
    test(`sends the browser home instead of to ${JSON.stringify(to)}`, async () => {
      const { wrappedToken } = await viewerLogin()
      const answer = await exchange(wrappedToken, {}, to)
      expect(answer.status).toBe(303)
      expect(answer.headers['location']).toBe(`${new URL(base).pathname}/`)
    })
  }
})

test.describe('sessions', () => {
  test('refuses a tampered cookie and a tampered token, and says so', async () => {
    const { wrappedToken, token } = await viewerLogin()
    const cookie = cookiesOf(await exchange(wrappedToken, {}, '/', bare))
    const [name = '', value = ''] = cookie.split(/=(.*)/s)
    for (const at of [5, Math.floor(value.length / 2), value.length - 5]) {
      const tampered = `${name}=${value.slice(0, at)}${value[at] === 'a' ? 'b' : 'a'}${value.slice(at + 1)}`
      const answer = await send(`${bare}/api/v1/session`, { headers: { cookie: tampered } })
      expect([answer.status, errorCode(answer)]).toEqual([401, 'SESSION_INVALID'])
    }
    for (const part of [0, 1, 2]) {
      const answer = await send(`${base}/api/v1/session`, { headers: { 'x-latchkey-session': damage(token, part) } })
      expect([answer.status, errorCode(answer)]).toEqual([401, 'SESSION_INVALID'])
    }
  })

  test('refuses a session whose time has passed, made with the real keys', async () => {
    const identity = { name: 'kubernetes-admin', uid: '', groups: ['kubeadm:cluster-admins'], extra: {} }
    const made = { identity, method: 'token' as const, issuedAtMs: Date.now(), renewing: false, packed: { catalogue: '', bits: '' } }
    const tokens = createSessionTokens(serverKeys(), await clusterId(), Date.now)
    const ask = async (expiresAtMs: number): Promise<Answer> =>
      send(`${base}/api/v1/session`, { headers: { 'x-latchkey-session': (await tokens.sign({ ...made, expiresAtMs })).token } })
    expect((await ask(Date.now() + 60_000)).status, 'made like this it is good').toBe(200)
    const expired = await ask(Date.now() - 2000)
    expect([expired.status, errorCode(expired)]).toEqual([401, 'SESSION_EXPIRED'])
  })

  test('ends with logout', async () => {
    const { wrappedToken } = await viewerLogin()
    const cookie = cookiesOf(await exchange(wrappedToken, {}, '/', bare))
    const answer = await send(`${bare}/api/v1/logout`, {
      method: 'POST',
      headers: { ...json, cookie, 'x-latchkey-request': '1', 'sec-fetch-site': 'same-origin', origin: proxy.origin },
    })
    expect(answer.status).toBeLessThan(300)
    for (const line of [answer.headers['set-cookie'] ?? []].flat()) expect(line).toMatch(/Max-Age=0|Expires=Thu, 01 Jan 1970/i)
    expect([answer.headers['set-cookie'] ?? []].flat().length).toBeGreaterThan(0)
  })

  test('asks for a session everywhere but at the door', async () => {
    for (const path of ['/api/v1/session', '/api/k8s/api/v1/namespaces', '/api/k8s/version']) {
      const answer = await send(`${base}${path}`)
      expect([path, answer.status, errorCode(answer)]).toEqual([path, 401, 'UNAUTHENTICATED'])
    }
    const access = await send(`${base}/api/v1/access`, { method: 'POST', headers: json, body: '{"questions":[{"verb":"get","group":"","resource":"pods"}]}' })
    expect(access.status).toBe(401)
  })
})

test.describe('identity headers', () => {
  const names = [
    'Impersonate-User',
    'impersonate_user',
    'Impersonate-Group',
    'Impersonate-Uid',
    'Impersonate-Extra-x',
    'X-Remote-User',
    'x_remote_group',
    'X-Remote-Extra-x',
  ]

  test('the server itself refuses every spelling, where no hop before it did', async () => {
    const origin = podOrigin()
    const { token } = await viewerLogin()
    const ask = (headers: Record<string, string>): Promise<Answer> =>
      send(`${origin}/api/k8s/version`, { headers: { 'x-latchkey-session': token, ...headers } })
    expect((await ask({})).status).toBe(200)
    for (const name of names) {
      const answer = await ask({ [name]: 'kubernetes-admin' })
      expect([name, answer.status, errorCode(answer)]).toEqual([name, 400, 'HEADER_REFUSED'])
    }
    const hopByHop = await ask({ connection: 'close, Impersonate-User' })
    expect(hopByHop.status).toBe(200)
  })

  for (const header of names) {
    test(`a client's ${header} does not change who a request runs as`, async () => {
      const { token } = await viewerLogin()
      const marker = `e2e-${randomBytes(4).toString('hex')}`
      const answer = await send(`${base}/api/k8s/api/v1/namespaces?labelSelector=${marker}`, {
        headers: { 'x-latchkey-session': token, [header]: 'kubernetes-admin' },
      })
      if (answer.status === 400) return expect(errorCode(answer)).toBe('HEADER_REFUSED')
      // Where a hop before the server removed the header, the request ran as the viewer.
      expect(answer.status).toBe(200)
      await expect.poll(() => auditEvents(event => event.requestURI === `/api/v1/namespaces?labelSelector=${marker}`).length).toBeGreaterThan(0)
      const seen = auditEvents(event => event.requestURI === `/api/v1/namespaces?labelSelector=${marker}`)
      expect(new Set(seen.map(event => event.impersonatedUser?.username))).toEqual(new Set(['system:serviceaccount:latchkey-demo:viewer']))
    })
  }
})

test.describe('bad input', () => {
  const viewer = async (): Promise<Record<string, string>> => ({ ...json, 'x-latchkey-session': (await viewerLogin()).token })

  for (const [what, body] of [
    ['malformed JSON', '{'],
    ['an array', '[]'],
    ['an unknown method', '{"method":"password"}'],
    ['no token', '{"method":"token"}'],
    ['a short challenge', '{"method":"token","token":"x","challenge":"abc"}'],
    ['a PEM that is none', '{"method":"cert","certificate":"x","key":"y"}'],
  ] as const) {
    test(`login with ${what} is a clear refusal`, async () => {
      const answer = await send(`${base}/api/v1/login`, { method: 'POST', headers: json, body })
      expect([400, 401]).toContain(answer.status)
      expect(['BAD_REQUEST', 'CREDENTIAL_REJECTED']).toContain(errorCode(answer))
    })
  }

  test('a token that the cluster does not know is CREDENTIAL_REJECTED, and never appears in the answer', async () => {
    const secret = `canary-${randomBytes(12).toString('hex')}`
    const answer = await login({ method: 'token', token: secret })
    expect([answer.status, errorCode(answer)]).toEqual([401, 'CREDENTIAL_REJECTED'])
    expect(answer.text).not.toContain(secret)
    expect(kubectl('admin', ['-n', 'latchkey-system', 'logs', '-l', 'app.kubernetes.io/name=latchkey', '--tail=-1'])).not.toContain(secret)
  })

  test('a body that is too large is refused before it is read', async () => {
    const answer = await send(`${base}/api/v1/login`, { method: 'POST', headers: json, body: Buffer.alloc(2 * 1024 * 1024, 0x20) })
    expect([answer.status, errorCode(answer)]).toEqual([413, 'BODY_TOO_LARGE'])
  })

  test('a form is not JSON', async () => {
    const answer = await send(`${base}/api/v1/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'method=token',
    })
    expect([answer.status, errorCode(answer)]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE'])
  })

  test('too many or malformed access questions are refused', async () => {
    const headers = await viewer()
    const question = { verb: 'get', group: '', resource: 'pods' }
    for (const body of [{ questions: [] }, { questions: Array(201).fill(question) }, { questions: [{ verb: '' }] }, {}]) {
      const answer = await send(`${base}/api/v1/access`, { method: 'POST', headers, body: JSON.stringify(body) })
      expect([answer.status, errorCode(answer)]).toEqual([400, 'BAD_REQUEST'])
    }
  })

  test('no path of the proxy leaves the Kubernetes API', async () => {
    const headers = await viewer()
    for (const path of [
      '/api/k8s/',
      '/api/k8s/metrics',
      '/api/k8s/apisx',
      '/api/k8s/api%2fv1',
      '/api/k8s/api/v1/%2e%2e/%2e%2e/metrics',
      '/api/k8s//evil.test/api',
      '/api/k8s/api/v1/namespaces/%00',
    ]) {
      const answer = await send(`${base}${path}`, { headers })
      expect(answer.status, path).toBeGreaterThanOrEqual(400)
      expect(answer.status, path).toBeLessThan(500)
    }
  })
})

test('the CLI never prints a token where it was not asked for', () => {
  const run = latchkey('viewer', ['whoami', '-v'])
  expect(run.code).toBe(0)
  expect(run.stdout + run.stderr).not.toContain(viewerToken())
  expect(run.stdout + run.stderr).not.toMatch(/eyJ[A-Za-z0-9_-]{20,}/)
})
