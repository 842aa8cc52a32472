import { createHash, X509Certificate } from 'node:crypto'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loginRequestSpecSchema } from '#contract/login.ts'
import { asUser, loginBody, startAttested } from '../testing/attested-kit.ts'
import { createAuthority, issueCertificate } from '../x509/certificate.ts'

const attested = await startAttested()
afterAll(() => attested.close())
beforeEach(() => {
  attested.lines.length = 0
})

const get = (path: string, accept = 'application/json') => attested.call({ method: 'GET', path, headers: asUser('system:kube-aggregator', 'Accept', accept) })

describe('a LoginRequest', () => {
  test('gives a session to whom the kube-apiserver names, and nothing of it in spec or metadata', async () => {
    const { status, body } = await attested.call({ headers: asUser('jane', 'X-Remote-Extra-Example.org%2fScope', 'a') })
    expect([status, body.kind, body['apiVersion'], body['spec'], body['metadata']]).toEqual([
      ...[201, 'LoginRequest', 'login.latchkey.dev/v1'],
      {},
      { creationTimestamp: null },
    ])
    expect(body.status.user).toEqual({ name: 'jane', uid: '', groups: ['system:authenticated'], extra: { 'example.org/scope': ['a'] } })
    const session = await attested.replica.tokens.verify(body.status.token)
    expect([session.identity, session.method]).toEqual([body.status.user, 'attested'])
    expect(await attested.replica.wrapped.open(body.status.wrappedToken, undefined)).toMatchObject({ sessionToken: body.status.token })
  })

  test('is logged once, under the id that the audit log of the kube-apiserver has, with no token', async () => {
    const auditId = '0e4f7c2e-0f5b-4a1c-9d55-1c0d2f8b9a10'
    const { body } = await attested.call({ headers: asUser('jane', 'Audit-Id', auditId) })
    expect(attested.lines).toHaveLength(1)
    expect(attested.lines[0]).toMatchObject({ event: 'login', user: 'jane', method: 'attested', requestId: auditId, status: 201 })
    expect(attested.lines[0]?.['sessionId']).toMatch(/./)
    expect(JSON.stringify(attested.lines)).not.toContain(body.status.token)
  })

  test('may say when the credential ends, ask for a code, and bind the wrapped token', async () => {
    const credentialExpiresAt = new Date(Date.now() + 120_000).toISOString()
    const { body } = await attested.call({ body: loginBody({ credentialExpiresAt, handover: 'code', challenge: 'c'.repeat(43) }) })
    expect(Math.abs(Date.parse(body.status.expiresAt) - Date.parse(credentialExpiresAt))).toBeLessThan(1_000)
    expect(body.status['code']).toBe('ABCD-EFGH')
    await expect(attested.replica.wrapped.open(body.status.wrappedToken, undefined)).rejects.toMatchObject({ code: 'WRAPPED_TOKEN_FOREIGN' })
  })

  test('goes on with a session of the same user, and with no other', async () => {
    const { body } = await attested.call()
    const renews = body.status.token
    const again = await attested.call({ body: loginBody({ renews, renewing: true }) })
    const [before, after] = await Promise.all([renews, again.body.status.token].map(token => attested.replica.tokens.verify(token)))
    expect(after?.id).toBe(before?.id)
    const other = await attested.call({ headers: asUser('john'), body: loginBody({ renews }) })
    expect([other.status, other.body.details?.causes[0]?.reason]).toEqual([403, 'IDENTITY_REFUSED'])
  })

  test('with dryRun makes no session', async () => {
    const path = '/apis/login.latchkey.dev/v1/loginrequests?dryRun=All&fieldManager=kubectl-create&fieldValidation=Strict'
    const { status, body } = await attested.call({ path })
    expect([status, body.status]).toEqual([201, {}])
    expect(attested.events('login')).toEqual([])
    expect((await attested.call({ path: path.replace('All', 'Yes') })).status).toBe(400)
    expect(attested.events('login')).toEqual([])
  })

  test.each<[string, number, string, { headers?: string[]; body?: string }]>([
    ['that is no JSON', 400, 'BAD_REQUEST', { body: '{' }],
    ['of another kind', 400, 'BAD_REQUEST', { body: JSON.stringify({ apiVersion: 'login.latchkey.dev/v1', kind: 'Secret', spec: {} }) }],
    ['of another version', 400, 'BAD_REQUEST', { body: JSON.stringify({ apiVersion: 'v1', kind: 'LoginRequest' }) }],
    ['with a malformed spec', 400, 'BAD_REQUEST', { body: loginBody({ challenge: 'short' }) }],
    ['as YAML', 415, 'UNSUPPORTED_MEDIA_TYPE', { headers: asUser('jane', 'Content-Type', 'application/yaml') }],
    ['as protobuf', 415, 'UNSUPPORTED_MEDIA_TYPE', { headers: asUser('jane', 'Content-Type', 'application/vnd.kubernetes.protobuf') }],
    ['that is too large', 413, 'BODY_TOO_LARGE', { body: loginBody({ more: 'x'.repeat(300_000) }) }],
    ['that renews what is no session', 401, 'SESSION_INVALID', { body: loginBody({ renews: 'eyJhbGciOiJub25lIn0.e30.' }) }],
    ['by nobody', 401, 'CREDENTIAL_REJECTED', { headers: ['X-Remote-Group', 'system:masters'] }],
    ['by one who is anonymous', 403, 'IDENTITY_REFUSED', { headers: ['X-Remote-User', 'system:anonymous', 'X-Remote-Group', 'system:unauthenticated'] }],
    ['by a session of our own', 403, 'IDENTITY_REFUSED', { headers: asUser('jane', 'X-Remote-Extra-Latchkey.dev%2fsession-Id', 's-1') }],
    ['with two users', 400, 'HEADER_REFUSED', { headers: asUser('jane', 'X-Remote-User', 'kubernetes-admin') }],
    ['with a user in another spelling', 400, 'HEADER_REFUSED', { headers: asUser('jane', 'X_Remote_User', 'kubernetes-admin') }],
    ['with an impersonation', 400, 'HEADER_REFUSED', { headers: asUser('jane', 'Impersonate-User', 'kubernetes-admin') }],
  ])('%s is refused, with a Status and one line', async (_, status, code, more) => {
    const answer = await attested.call(more)
    expect([answer.status, answer.body.kind, answer.body['code'], answer.body.details?.causes[0]?.reason]).toEqual([status, 'Status', status, code])
    expect(attested.lines).toHaveLength(1)
    expect(attested.lines[0]).toMatchObject({ event: 'refused', status, code, path: '/apis/login.latchkey.dev/v1/loginrequests' })
    expect(JSON.stringify(answer.body)).not.toContain('kubernetes-admin')
  })

  test.each(['GET', 'DELETE', 'PUT', 'PATCH'])('%s of it is not answered', async method => {
    expect((await attested.call({ method })).status).toBe(405)
  })

  test.each([0, 200, 1_000])('carries %d groups', async count => {
    const groups = Array.from({ length: count }, (_, index) => `team-${index}-of-a-company-with-long-group-names`)
    const { status, body } = await attested.call({ headers: asUser('jane', ...groups.flatMap(group => ['X-Remote-Group', group])) })
    expect(status).toBe(201)
    expect(body.status.user.groups).toEqual(['system:authenticated', ...groups])
  })

  test('keeps every part of an identity of thousands of lines', async () => {
    const extra = Array.from({ length: 3_000 }, (_, index) => [`X-Remote-Extra-e${index}`, 'x']).flat()
    const { status, body } = await attested.call({ headers: ['X-Remote-User', 'jane', ...extra, 'X-Remote-Group', 'system:authenticated'] })
    expect([status, Object.keys(body.status.user.extra).length, body.status.user.groups]).toEqual([201, 3_000, ['system:authenticated']])
  })
})

describe('the session of a LoginRequest lasts', () => {
  const day = 86_400_000
  const hour = 3_600_000
  const users = createAuthority('kubernetes')
  const certificateFor = (days: number) =>
    issueCertificate(users, { subject: { commonName: 'jane' }, usages: ['client'] }, { nowMs: Date.now(), days }).certificatePem
  const [long, short] = [certificateFor(365), certificateFor(1 / 24)]
  const idOf = (pem: string) => `X509SHA256=${createHash('sha256').update(new X509Certificate(pem).raw).digest('hex')}`
  const credentialId = (...ids: string[]) => ids.flatMap(id => ['X-Remote-Extra-Authentication.kubernetes.io%2fcredential-Id', id])

  async function lifetimeMs(headers: string[], spec: object): Promise<number> {
    const { status, body } = await attested.call({ headers: asUser('jane', ...headers), body: loginBody(spec) })
    expect(status).toBe(201)
    return Date.parse(body.status.expiresAt) - Date.now()
  }
  const about = (ms: number) => expect.closeTo(ms / 60_000, 0)
  const far = new Date(Date.now() + day).toISOString()

  test('ten hours with a certificate that the kube-apiserver vouches for', async () => {
    expect((await lifetimeMs(credentialId(idOf(long)), { certificate: long, credentialExpiresAt: far })) / 60_000).toEqual(about(10 * hour))
  })

  test('no longer than that certificate', async () => {
    const endMs = new X509Certificate(short).validToDate.getTime()
    expect((await lifetimeMs(credentialId(idOf(short)), { certificate: short, credentialExpiresAt: far })) / 60_000).toEqual(about(endMs - Date.now()))
  })

  test.each<[string, string[], object]>([
    ['only the caller says when its credential ends', [], {}],
    ['the kube-apiserver vouches for no certificate', [], { certificate: long }],
    ['the kube-apiserver vouches for another certificate', credentialId(idOf(short)), { certificate: long }],
    ['the kube-apiserver vouches for two', credentialId(idOf(short), idOf(long)), { certificate: long }],
    ['the kube-apiserver vouches for a token', credentialId('JTI=0e4f7c2e'), { certificate: long }],
    ['the certificate is not shown', credentialId(idOf(long)), {}],
    ['the certificate cannot be read', credentialId(idOf(long)), { certificate: 'x' }],
  ])('one hour where %s', async (_, headers, spec) => {
    expect((await lifetimeMs(headers, { ...spec, credentialExpiresAt: far })) / 60_000).toEqual(about(hour))
    expect(JSON.stringify(attested.lines)).not.toContain('CERTIFICATE')
  })

  test('not at all with a certificate that has ended', async () => {
    const ended = certificateFor(0)
    const { body } = await attested.call({ headers: asUser('jane', ...credentialId(idOf(ended))), body: loginBody({ certificate: ended }) })
    expect(body.details?.causes[0]?.reason).toBe('CREDENTIAL_EXPIRED')
  })
})

describe('a uid', () => {
  const withUid = { headers: asUser('jane', 'X-Remote-Uid', 'u-of-another') }
  afterEach(() => attested.change({ kubernetesVersion: 'v1.36.3' }))

  test.each(['v1.32.0', 'v1.33.1-gke.100', 'v1.36.3+k3s1', 'v2.0.0'])('is what %s says it is', async kubernetesVersion => {
    attested.change({ kubernetesVersion })
    const { status, body } = await attested.call(withUid)
    expect([status, body.status.user.uid]).toEqual([201, 'u-of-another'])
  })

  test.each(['v1.31.14', 'v1.9.0', '', 'unknown'])("is the caller's own word before %j, and refused", async kubernetesVersion => {
    attested.change({ kubernetesVersion })
    const { status, body } = await attested.call(withUid)
    expect([status, body.details?.causes[0]?.reason]).toEqual([400, 'HEADER_REFUSED'])
    expect(attested.events('login')).toEqual([])
    const without = await attested.call({ headers: asUser('jane') })
    expect([without.status, without.body.status.user.uid]).toEqual([201, ''])
  })
})

describe('discovery', () => {
  test('tells of loginrequests in every form that the kube-apiserver and kubectl ask for', async () => {
    expect((await get('/apis')).body).toMatchObject({ kind: 'APIGroupList', groups: [{ name: 'login.latchkey.dev' }] })
    expect((await get('/apis/login.latchkey.dev')).body).toMatchObject({ kind: 'APIGroup', preferredVersion: { groupVersion: 'login.latchkey.dev/v1' } })
    expect((await get('/apis/login.latchkey.dev/v1')).body).toMatchObject({
      kind: 'APIResourceList',
      groupVersion: 'login.latchkey.dev/v1',
      resources: [{ name: 'loginrequests', namespaced: false, kind: 'LoginRequest', verbs: ['create'] }],
    })
  })

  test('is aggregated where that is asked for, and says so in its content type', async () => {
    const v2 = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
    const { contentType, body } = await get('/apis', `${v2},application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json`)
    expect(contentType).toBe(v2)
    expect(body).toMatchObject({ kind: 'APIGroupDiscoveryList', items: [{ versions: [{ version: 'v1', resources: [{ resource: 'loginrequests' }] }] }] })
    expect((await get('/apis', 'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList')).body.kind).toBe('APIGroupList')
  })

  test('has OpenAPI for kubectl explain, with every field of spec', async () => {
    const path = '/apis/login.latchkey.dev/v1/loginrequests'
    expect((await get('/openapi/v2')).body).toMatchObject({ swagger: '2.0', paths: { [path]: { post: {} } } })
    const { paths } = (await get('/openapi/v3')).body as unknown as { paths: Record<string, { serverRelativeURL: string }> }
    const { body } = await get(paths['apis/login.latchkey.dev/v1']?.serverRelativeURL ?? '')
    expect(body).toMatchObject({ openapi: '3.0.0', paths: { [path]: { post: {} } } })
    for (const field of Object.keys(loginRequestSpecSchema.shape)) expect(JSON.stringify(body)).toContain(`"${field}":`)
  })

  test('of anything else is not found', async () => {
    expect((await get('/api/v1/login/methods')).status).toBe(404)
    expect((await get('/apis/login.latchkey.dev/v2')).status).toBe(404)
    expect(attested.events('refused')).toHaveLength(2)
  })
})
