import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import { sessionHeader, verifierHeader } from '#contract/headers.ts'
import { cluster, kubectl, type User, users } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { send } from './http.ts'
import { latchkey, startTunnel } from './latchkey.ts'
import { latchkeyPods } from './pods.ts'

// After the specs that work with Latchkey, before those that replace its pods: their logs hold what all of them did.
const canary = (): string => `canary${randomBytes(16).toString('hex')}`

/** Every log that this machine has of the cluster: Latchkey's pods, and what the kube-apiserver writes, its audit log first. */
function logs(): Array<[name: string, text: string]> {
  const folder = dirname(cluster.auditLog)
  return [
    ...latchkeyPods().map(({ metadata: { name } }): [string, string] => [
      `pod/${name}`,
      kubectl('admin', ['-n', 'latchkey-system', 'logs', name, '--limit-bytes=100000000']),
    ]),
    ...readdirSync(folder)
      .filter(name => name.endsWith('.log'))
      .map((name): [string, string] => [name, readFileSync(join(folder, name), 'latin1')]),
  ]
}

/** Where each secret stands, by name of the secret and of the log; the secret itself is not repeated. */
function found(secrets: ReadonlyArray<[name: string, secret: string]>): string[] {
  return logs().flatMap(([log, text]) => secrets.filter(([, secret]) => text.includes(secret)).map(([name]) => `${name} in ${log}`))
}

type KubeconfigUser = { token?: string; tokenFile?: string; 'client-key-data'?: string; exec?: { command: string } }

/** What the kubeconfig of a demo user holds that nobody else may know. */
function credentialOf(user: User): string {
  const { users: entries } = parse(readFileSync(cluster.kubeconfigs[user], 'utf8')) as { users: [{ user: KubeconfigUser }] }
  const { token, tokenFile, exec, 'client-key-data': key } = entries[0].user
  if (token !== undefined) return token
  if (tokenFile !== undefined) return readFileSync(tokenFile, 'utf8').trim()
  // A line of the key: base64 of PEM is cut differently wherever it is written.
  if (key !== undefined) return Buffer.from(key, 'base64').toString().split('\n')[1] ?? ''
  const plugin = JSON.parse(execFileSync(exec?.command ?? '', { encoding: 'utf8' })) as { status: { token: string } }
  return plugin.status.token
}

test('no credential and no token of any login is in any log', async ({ openLink }) => {
  test.slow()
  const secrets: Array<[string, string]> = []
  for (const user of users) {
    secrets.push([`credential of ${user}`, credentialOf(user)])
    const { token, wrappedToken } = JSON.parse(latchkey(user, ['login', '-o', 'json']).stdout) as { token: string; wrappedToken: string }
    secrets.push([`session token of ${user}`, token], [`wrapped token of ${user}`, wrappedToken])
    const told = latchkey(user, ['whoami', '-v'])
    expect(told.code).toBe(0)
    expect(
      secrets.filter(([, secret]) => (told.stderr + told.stdout).includes(secret)).map(([name]) => name),
      `${user}: what -v tells`,
    ).toEqual([])
  }
  secrets.push(['code', (JSON.parse(latchkey('viewer', ['login', '--code', '-o', 'json']).stdout) as { code: string }).code])
  const { page, tunnel } = await openLink('viewer')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  for (const [name, value] of (await page.context().cookies()).map(({ name, value }): [string, string] => [`cookie ${name}`, value]))
    if (name.includes('tunnel')) secrets.push([name, value])
  secrets.push(['sign-in link', new URL(tunnel.url).pathname.split('/').at(-1) ?? ''])
  for (const [name, secret] of secrets) expect(secret.length, name).toBeGreaterThan(20)
  expect(found(secrets)).toEqual([])
  process.stdout.write(`secrets of real logins found in logs: 0 of ${secrets.length}\n`)
})

test('a secret in the wrong place is in no log either', async () => {
  const tunnel = await startTunnel('viewer', 'proxy')
  const base = tunnel.url.replace(/\/$/, '')
  const planted: Array<[string, string]> = []
  const plant = (name: string): string => {
    const secret = canary()
    planted.push([name, secret])
    return secret
  }
  const json = { 'content-type': 'application/json', 'x-latchkey-request': 'canary' }
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    send(`${base}${path}`, { method: 'POST', headers: { ...json, ...headers }, body: typeof body === 'string' ? body : JSON.stringify(body) })
  const login = (body: unknown) => post('/api/v1/login', body)
  try {
    const answers = [
      await login({ method: 'token', token: plant('bearer') }),
      await login({ method: 'token', sealed: plant('sealed bearer') }),
      await login({ method: 'cert', certificate: plant('certificate'), key: plant('key'), sealed: plant('sealed key') }),
      await login({ method: 'cert-signed', certificate: plant('signed certificate'), nonce: plant('nonce'), signature: plant('signature') }),
      await login({ method: plant('method'), token: plant('bearer beside it') }),
      await login(`{"method":"token","token":"${plant('bearer in a damaged body')}`),
      await login({ method: 'token', token: 'x', renews: plant('renewed token'), challenge: plant('challenge') }),
      await post('/api/v1/sign-in', { code: plant('code') }),
      await post('/api/v1/sign-in', { wrappedToken: plant('wrapped token') }, { [verifierHeader]: plant('verifier') }),
      await send(`${base}/api/v1/session`, { headers: { [sessionHeader]: plant('session token') } }),
      await send(`${base}/api/v1/session`, { headers: { cookie: `latchkey-00000000-80=${plant('cookie')}; other=${plant('other cookie')}` } }),
      await send(`${base}/api/k8s/api/v1/namespaces`, { headers: { authorization: `Bearer ${plant('Authorization')}` } }),
      await send(`${base}/api/k8s/api/v1/namespaces`, { headers: { [sessionHeader]: plant('session at the proxy') } }),
      await post('/api/k8s/api/v1/namespaces', { metadata: { name: plant('object') } }, { [sessionHeader]: 'x' }),
    ]
    expect(answers.map(({ status }) => status).filter(status => status < 400 || status >= 500)).toEqual([])
    expect(planted.filter(([, secret]) => answers.some(({ text }) => text.includes(secret))).map(([name]) => `${name} in an answer`)).toEqual([])
    expect(planted.filter(([, secret]) => tunnel.stderr().includes(secret)).map(([name]) => `${name} in the terminal`)).toEqual([])
    expect(found(planted)).toEqual([])
    process.stdout.write(`planted secrets found in logs: 0 of ${planted.length}\n`)
  } finally {
    await tunnel.stop()
  }
})

test('nothing of the form of a token is in what the pods have logged', () => {
  for (const [name, text] of logs()) {
    if (!name.startsWith('pod/')) continue
    expect(text.length, `${name} has logged something`).toBeGreaterThan(100)
    // JWT and JWE, the seal of iron-session, PEM.
    expect(text.match(/eyJ[\w-]{8,}\.[\w-]*\.|Fe26\.2\*|-----BEGIN/g) ?? [], name).toEqual([])
  }
})
