import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { decodeJwt, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { parse, stringify } from 'yaml'
import { base64 } from '../cluster/users/kubeconfig.ts'
import type { SessionResponse } from '../lib/contract/session.ts'
import { cluster, kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { type Issuer, startIssuer } from './issuer/issuer.ts'
import { oidcPrefix, trustIssuer } from './issuer/trust.ts'
import { openTab, openWatch } from './open-streams.ts'
import { createOwnUsers, type OwnUser, type OwnUsers, refused, sameIdentity } from './own-user.ts'
import { logInAt, openReplicas, type Replica } from './replicas.ts'
import { noAuthenticators } from './token-webhook.ts'

// Users of an OIDC issuer that the kube-apiserver trusts, with each kind of kubeconfig that kubectl takes for them.
test.skip(cluster.authenticators === undefined, noAuthenticators)

let issuer: Issuer
let users: OwnUsers
let distrust: () => Promise<void>
test.beforeAll(async () => {
  test.setTimeout(90_000)
  if (cluster.authenticators === undefined) return
  users = createOwnUsers()
  issuer = await startIssuer(new Map([['alice', { groups: ['team-shop', 'on-call'], tenant: 'north' }]]))
  distrust = await trustIssuer(cluster.authenticators.authenticationConfig, issuer)
  // The kube-apiserver asks a new issuer for its keys ten seconds after it has read of it.
  const first = await users.add({ token: (await issuer.signIn('alice')).idToken })
  await expect.poll(async () => (await first.kubectl(['auth', 'whoami'])).code, { timeout: 60_000 }).toBe(0)
})
test.afterAll(async () => {
  await distrust?.()
  await issuer?.stop()
  users?.remove()
})

const endOf = (idToken: string): string => new Date((decodeJwt(idToken).exp ?? 0) * 1000).toISOString()

/** A plugin that prints the token as `kubelogin` and its like do, and after `renewTo` another. */
async function pluginUser(idToken: string): Promise<OwnUser & { renewTo: (idToken: string) => void }> {
  const apiVersion = 'client.authentication.k8s.io/v1'
  const command = join(users.folder, `plugin-${randomBytes(4).toString('hex')}`)
  const renewTo = (token: string): void => {
    const status = { token, expirationTimestamp: endOf(token).replace('.000Z', 'Z') }
    writeFileSync(command, `#!/bin/sh\necho '${JSON.stringify({ apiVersion, kind: 'ExecCredential', status })}'\n`, { mode: 0o700 })
  }
  renewTo(idToken)
  return { renewTo, ...(await users.add({ exec: { apiVersion, command, interactiveMode: 'Never', provideClusterInfo: false } })) }
}

type ProviderConfig = { 'id-token': string; 'refresh-token': string }

/** The provider that client-go has built in, with a refresh token; `read` and `change` are of what the kubeconfig now says. */
async function providerUser(tokens: { idToken: string; refreshToken: string }) {
  const user = await users.add({
    'auth-provider': {
      name: 'oidc',
      config: {
        'idp-issuer-url': issuer.url,
        'idp-certificate-authority-data': base64(issuer.certificateAuthority),
        'client-id': 'kubernetes',
        'client-secret': issuer.clientSecret,
        'id-token': tokens.idToken,
        'refresh-token': tokens.refreshToken,
      },
    },
  })
  const file = () =>
    parse(readFileSync(user.kubeconfig, 'utf8')) as {
      users: [{ name: string; user: { 'auth-provider': { config: ProviderConfig & Record<string, string> } } }]
    }
  return {
    ...user,
    read: (): ProviderConfig => file().users[0].user['auth-provider'].config,
    change: (change: Partial<ProviderConfig>) => {
      const kubeconfig = file()
      Object.assign(kubeconfig.users[0].user['auth-provider'].config, change)
      writeFileSync(user.kubeconfig, stringify(kubeconfig))
    },
  }
}

/** What an id token of the user said an hour ago. */
function expired(user: string): Promise<string> {
  return issuer.sign({ ...claimsOf(user), exp: now() - 60 })
}
const now = (): number => Math.floor(Date.now() / 1000)
const claimsOf = (sub: string): JWTPayload => ({ iss: issuer.url, aud: 'kubernetes', sub, groups: ['team-shop'], tenant: 'north', iat: now() - 3_600 })

const alice = {
  name: `${oidcPrefix}alice`,
  uid: 'uid-of-alice',
  groups: [`${oidcPrefix}team-shop`, `${oidcPrefix}on-call`, 'system:authenticated'],
  extra: { 'example.com/tenant': ['north'] },
}

for (const [way, make] of [
  ['as a plain token', async (idToken: string) => users.add({ token: idToken })],
  ['from an exec plugin', pluginUser],
  ['in the built-in provider', (idToken: string) => providerUser({ idToken, refreshToken: '' })],
] as const)
  test(`an id token ${way} is the user that kubectl is, as long as it lives`, async () => {
    const { idToken } = await issuer.signIn('alice')
    const whoami = await sameIdentity(await make(idToken))
    expect(whoami.user).toMatchObject(alice)
    expect(Date.parse(whoami.expiresAt)).toBe(Date.parse(endOf(idToken)))
  })

test('an expired id token is renewed with the refresh token that is good once, and kubectl and Latchkey go on from each other', async () => {
  const user = await providerUser({ idToken: await expired('alice'), refreshToken: (await issuer.signIn('alice')).refreshToken })
  const spent = new Set([user.read()['refresh-token']])
  for (const program of ['latchkey', 'kubectl', 'latchkey'] as const) {
    const { code, stdout, stderr } = await user[program](program === 'latchkey' ? ['whoami', '-o', 'json'] : ['auth', 'whoami', '-o', 'json'])
    expect([program, code], stderr).toEqual([program, 0])
    expect(stdout).toContain(alice.name)
    const kept = user.read()
    expect(decodeJwt(kept['id-token']).exp).toBeGreaterThan(now())
    expect(spent, 'a new refresh token was written down').not.toContain(kept['refresh-token'])
    spent.add(kept['refresh-token'])
    user.change({ 'id-token': await expired('alice') })
  }
})

test('a refresh token that was spent elsewhere is refused under both programs', async () => {
  const { refreshToken } = await issuer.signIn('alice')
  const first = await providerUser({ idToken: await expired('alice'), refreshToken })
  expect((await first.kubectl(['auth', 'whoami'])).code).toBe(0)
  await refused(await providerUser({ idToken: await expired('alice'), refreshToken }), refreshToken)
})

test.describe('a token is refused', () => {
  const cases: Record<string, { token: () => Promise<string>; says: () => string }> = {
    'for another audience': { token: async () => (await issuer.signIn('alice', 'other-app')).idToken, says: () => 'for the audience "other-app"' },
    'of an issuer that nobody trusts': {
      token: () => issuer.sign({ ...claimsOf('alice'), iss: 'https://issuer.example', exp: now() + 600 }),
      says: () => 'a token of "https://issuer.example"',
    },
    'that has expired': { token: () => expired('alice'), says: () => 'expired at' },
    'whose user was changed': {
      token: async () => {
        const [header, , signature] = (await issuer.signIn('alice')).idToken.split('.')
        return [header, Buffer.from(JSON.stringify({ ...claimsOf('root'), exp: now() + 600 })).toString('base64url'), signature].join('.')
      },
      says: () => 'does not accept the credential',
    },
    'that says it needs no signature': {
      token: async () => new UnsecuredJWT({ ...claimsOf('alice'), exp: now() + 600 }).encode(),
      says: () => 'does not accept the credential',
    },
    'signed with the key of someone else': {
      token: async () => {
        const { privateKey } = await generateKeyPair('RS256')
        return new SignJWT({ ...claimsOf('alice'), exp: now() + 600 }).setProtectedHeader({ alg: 'RS256', kid: 'of-the-specs' }).sign(privateKey)
      },
      says: () => `a token of "${issuer.url}"`,
    },
  }
  for (const [what, { token, says }] of Object.entries(cases))
    test(what, async () => {
      const value = await token()
      expect(await refused(await users.add({ token: value }), value)).toContain(says())
    })
})

test('a group that was taken away is gone with the next sign-in, and a removed user does not come back', async () => {
  issuer.users.set('bob', { groups: ['team-shop', 'on-call'], tenant: 'south' })
  const { idToken, refreshToken } = await issuer.signIn('bob')
  const user = await providerUser({ idToken, refreshToken })
  expect((await sameIdentity(user)).user.groups).toContain(`${oidcPrefix}on-call`)
  issuer.users.set('bob', { groups: ['team-shop'], tenant: 'south' })
  user.change({ 'id-token': await expired('bob') })
  // kubectl first: only one of them may spend the refresh token.
  expect((await user.kubectl(['auth', 'whoami'])).code).toBe(0)
  expect((await sameIdentity(user)).user.groups).toEqual([`${oidcPrefix}team-shop`, 'system:authenticated'])
  issuer.users.delete('bob')
  user.change({ 'id-token': await expired('bob') })
  await refused(user, user.read()['refresh-token'])
})

/** A namespace with a VirtualService in it, which alice's group may read. */
function readable(by: string) {
  const namespace = `e2e-oidc-${randomBytes(3).toString('hex')}`
  const add = (name: string): void => {
    const object = { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name, namespace }, spec: { hosts: ['a.test'] } }
    kubectl('admin', ['apply', '-f', '-'], JSON.stringify(object))
  }
  kubectl('admin', ['create', 'namespace', namespace])
  kubectl('admin', ['-n', namespace, 'create', 'role', 'reader', '--verb=get,list,watch', '--resource=virtualservices.networking.istio.io'])
  kubectl('admin', ['-n', namespace, 'create', 'rolebinding', 'reader', '--role=reader', `--group=${oidcPrefix}${by}`])
  add('seen')
  return { namespace, add, remove: () => kubectl('admin', ['delete', 'namespace', namespace, '--wait=false']) }
}

const listPage = '/resources/networking.istio.io/v1/virtualservices'
const rowOf = (page: Page, name: string) => page.getByRole('table', { name: 'virtualservices' }).getByRole('link', { name, exact: true })

test('a page shows who I am, and what a group of mine may see', async ({ signIn }) => {
  const { namespace, remove } = readable('on-call')
  try {
    const { kubeconfig } = await users.add({ token: (await issuer.signIn('alice')).idToken })
    const { page, origin } = await signIn('guest', { KUBECONFIG: kubeconfig })
    await expect(page.getByRole('banner').getByText(alice.name).first()).toBeVisible()
    await page.goto(`${origin}${listPage}?namespace=${namespace}`)
    await expect(rowOf(page, 'seen')).toBeVisible()
    await page.goto(`${origin}${listPage}?namespace=payments`)
    await expect(page.getByRole('main')).toContainText(/may not list|denies|cannot list/i)
  } finally {
    remove()
  }
})

test('a running command line renews a session that ends soon: the page goes on as who its user is by now, until the credential ends', async ({ signIn }) => {
  test.setTimeout(180_000)
  const { namespace, add, remove } = readable('team-shop')
  const replicas = await openReplicas()
  try {
    const tokenOf = async (groups: string[], end: number) => issuer.sign({ ...claimsOf('alice'), groups, exp: end })
    const ends = [now() + 40, now() + 65] as const
    const first = await tokenOf(['team-shop'], ends[0])
    const { kubeconfig, renewTo } = await pluginUser(first)
    const { page, origin } = await signIn('guest', { KUBECONFIG: kubeconfig })
    renewTo(await tokenOf(['team-shop', 'on-call'], ends[1]))
    await page.goto(`${origin}${listPage}?namespace=${namespace}`)
    await expect(rowOf(page, 'seen')).toBeVisible()
    const session = () => page.evaluate(async (): Promise<SessionResponse> => (await fetch('api/v1/session')).json())
    expect(await session()).toMatchObject({ user: { groups: [`${oidcPrefix}team-shop`, 'system:authenticated'] }, renewing: true })
    expect(Date.parse((await session()).expiresAt)).toBe(ends[0] * 1000)

    // Nobody renews this one.
    const [replica] = replicas as [Replica]
    const { token } = await logInAt(replica, first)
    const watched = `/apis/networking.istio.io/v1/namespaces/${namespace}/virtualservices`
    const [tab, watch] = [await openTab(replica, token, watched), await openWatch(replica, token, watched)]
    await page.evaluate(() => Object.assign(window, { neverReloaded: true }))
    expect([now() < ends[0], tab.closed(), watch.isOver()]).toEqual([true, null, false])
    await expect.poll(() => [tab.closed(), watch.isOver()], { timeout: 60_000 }).toEqual([4401, true])
    expect(now() - ends[0], 'seconds after its end, not before').toBeGreaterThanOrEqual(-1)
    expect(now() - ends[0]).toBeLessThanOrEqual(10)

    expect(await session()).toMatchObject({ user: { groups: [`${oidcPrefix}team-shop`, `${oidcPrefix}on-call`, 'system:authenticated'] } })
    add('added-after-the-first-session')
    await expect(rowOf(page, 'added-after-the-first-session')).toBeVisible()
    expect(await page.evaluate(() => 'neverReloaded' in window)).toBe(true)

    await expect(page.getByText(/Your session has ended/)).toBeVisible({ timeout: 70_000 })
    expect(now(), 'not before the credential').toBeGreaterThanOrEqual(ends[1] - 1)
  } finally {
    for (const replica of replicas) replica.close()
    remove()
  }
})
