import { request } from 'undici'
import { auditEvents, kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { send } from './http.ts'
import { latchkey, startTunnel, type Tunnel } from './latchkey.ts'

// The impersonated proxy answers as the kube-apiserver answers that user, for every verb, and streams.
let tunnel: Tunnel
let base: string
test.beforeAll(async () => {
  tunnel = await startTunnel('editor', 'proxy')
  base = `${tunnel.mount}/api/k8s`
})
test.afterAll(() => tunnel.stop())

function token(user: 'admin' | 'editor' | 'viewer' | 'guest' | 'payments'): string {
  return (JSON.parse(latchkey(user, ['login', '-o', 'json']).stdout) as { token: string }).token
}
const virtualServices = '/apis/networking.istio.io/v1/namespaces/shop/virtualservices'

test('every verb does what kubectl would do, as that user', async () => {
  const headers = { 'x-latchkey-session': token('editor'), 'content-type': 'application/json' }
  const name = `e2e-verbs-${Date.now().toString(36)}`
  const object = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name },
    spec: { hosts: ['a.test'], http: [{ route: [{ destination: { host: 'a' } }] }] },
  }
  const created = await send(`${base}${virtualServices}`, { method: 'POST', headers, body: JSON.stringify(object) })
  expect(created.status).toBe(201)
  const got = await send(`${base}${virtualServices}/${name}`, { headers })
  expect(JSON.parse(got.text).spec.hosts).toEqual(['a.test'])
  const put = await send(`${base}${virtualServices}/${name}`, {
    method: 'PUT',
    headers,
    body: JSON.stringify({ ...JSON.parse(got.text), spec: { ...object.spec, hosts: ['b.test'] } }),
  })
  expect(put.status).toBe(200)
  const stale = await send(`${base}${virtualServices}/${name}`, { method: 'PUT', headers, body: got.text })
  expect(stale.status).toBe(409)
  const patched = await send(`${base}${virtualServices}/${name}`, {
    method: 'PATCH',
    headers: { ...headers, 'content-type': 'application/merge-patch+json' },
    body: '{"spec":{"hosts":["c.test"]}}',
  })
  expect(patched.status).toBe(200)
  expect(kubectl('admin', ['-n', 'shop', 'get', 'virtualservice', name, '-o', 'jsonpath={.spec.hosts[0]}'])).toBe('c.test')
  const dry = await send(`${base}${virtualServices}/${name}`, { method: 'DELETE', headers: { ...headers, 'x-latchkey-query': 'dryRun=All' } })
  expect(dry.status).toBe(200)
  expect((await send(`${base}${virtualServices}/${name}`, { headers })).status).toBe(200)
  expect((await send(`${base}${virtualServices}/${name}`, { method: 'DELETE', headers })).status).toBe(200)
  expect((await send(`${base}${virtualServices}/${name}`, { headers })).status).toBe(404)

  const mutations = auditEvents(
    event =>
      event.requestURI.startsWith(`${virtualServices}/${name}`) && ['update', 'patch', 'delete'].includes(event.verb) && event.stage === 'ResponseComplete',
  )
  expect(mutations.length).toBeGreaterThanOrEqual(4)
  for (const event of mutations) {
    expect(event.user.username).toBe('system:serviceaccount:latchkey-system:latchkey')
    expect(event.impersonatedUser?.username).toBe('editor')
    expect(event.impersonatedUser?.groups).toContain('team-shop')
  }
})

test('what RBAC denies stays denied, in the kube-apiserver’s own words', async () => {
  const cases = [
    ['guest', virtualServices],
    ['viewer', '/api/v1/nodes'],
    ['editor', '/api/v1/namespaces'],
    ['editor', '/apis/networking.istio.io/v1/namespaces/payments/virtualservices'],
    ['payments', virtualServices],
  ] as const
  for (const [user, path] of cases) {
    const answer = await send(`${base}${path}`, { headers: { 'x-latchkey-session': token(user) } })
    expect([user, answer.status]).toEqual([user, 403])
    expect(JSON.parse(answer.text)).toMatchObject({ kind: 'Status', reason: 'Forbidden' })
  }
})

test('a watch delivers each event at once and ends with its client', async ({ virtualService }) => {
  const headers = { 'x-latchkey-session': token('editor') }
  const name = await virtualService('shop')
  const abort = new AbortController()
  const { statusCode, body } = await request(`${base}${virtualServices}?watch=1&fieldSelector=metadata.name=${name}`, { headers, signal: abort.signal })
  expect(statusCode).toBe(200)
  const events = lines(body)
  expect((await events.next()).value).toMatchObject({ type: 'ADDED', object: { metadata: { name } } })
  for (const round of ['1', '2', '3']) {
    kubectl('admin', ['-n', 'shop', 'annotate', '--overwrite', 'virtualservice', name, `round=${round}`])
    // The next event is read before anything else is sent: a buffered one would never come.
    expect((await events.next()).value).toMatchObject({ type: 'MODIFIED', object: { metadata: { annotations: { round } } } })
  }
  abort.abort()
  // The kube-apiserver writes ResponseComplete for a watch when it ends.
  const ended = (): number => auditEvents(event => event.verb === 'watch' && event.requestURI.includes(name) && event.stage === 'ResponseComplete').length
  await expect.poll(ended, { timeout: 10_000 }).toBeGreaterThan(0)
})

test('a session of one user is not one of another', async () => {
  const answers = await Promise.all(
    (['admin', 'viewer', 'payments'] as const).map(user =>
      send(`${base.replace('/api/k8s', '')}/api/v1/session`, { headers: { 'x-latchkey-session': token(user) } }),
    ),
  )
  expect(answers.map(answer => JSON.parse(answer.text).user.name)).toEqual([
    'kubernetes-admin',
    'system:serviceaccount:latchkey-demo:viewer',
    'system:serviceaccount:payments:payments',
  ])
})

async function* lines(body: AsyncIterable<Buffer>): AsyncGenerator<unknown> {
  let text = ''
  for await (const chunk of body) {
    text += chunk.toString()
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      yield JSON.parse(text.slice(0, end))
      text = text.slice(end + 1)
    }
  }
}
