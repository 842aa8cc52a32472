import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cookieHeaderOf, httpPair, setCookiesOf } from '../testing/http-pair.ts'
import { createMemoryLeases } from '../testing/memory-leases.ts'
import { createReplica, damage, signFor, silent, someone } from '../testing/session-kit.ts'
import { mountTag } from './cookie-scope.ts'
import { readSession } from './read-session.ts'
import { createRevocationLeases } from './revocation-leases.ts'
import { createRevocations } from './revocations.ts'

type Replica = Awaited<ReturnType<typeof createReplica>>
const replica = await createReplica()
const groups = (count: number) => Array.from({ length: count }, (_, index) => `oidc:team-${(index * 7919).toString(36)}-${index}@example.org`)

async function cookieFor(own: Replica, token: string, headers: Record<string, string> = {}, prefix = '') {
  const { request, response } = httpPair({ headers })
  await own.cookie.write(request, response, prefix, token, own.clock.now() + 3_600_000)
  return { header: cookieHeaderOf(response), lines: setCookiesOf(response) }
}

function read(own: Replica, headers: Record<string, string>, prefix = '', { isSharedOrigin = false, allowSharedOrigin = true } = {}) {
  const { request } = httpPair({ headers })
  return readSession(
    request,
    { tag: mountTag(prefix), isSharedOrigin, proof: null },
    { ...own, allowSharedOrigin, unpackCapabilities: async () => ({ capabilities: {}, kindsTag: '' }) },
  )
}

describe('the session cookie', () => {
  for (const count of [0, 40, 200, 1000])
    test(`carries an identity of ${count} groups`, async () => {
      // As of Entra ID: nothing in them compresses.
      const identity = { ...someone, groups: Array.from({ length: count }, () => randomUUID()) }
      const { header, lines } = await cookieFor(replica, (await signFor(replica, identity)).token)
      for (const line of lines) expect(line.length).toBeLessThan(4096)
      const { session } = await read(replica, { cookie: `theme=dark; ${header}; other=1` })
      expect(session?.identity).toEqual(identity)
    })

  test('refuses an identity that is too large for cookies, clearly', async () => {
    const token = 'x'.repeat(50_000)
    await expect(cookieFor(replica, token)).rejects.toMatchObject({ code: 'IDENTITY_TOO_LARGE', message: expect.stringContaining('at most 60800 fit') })
  })

  test('has the attributes that keep it here', async () => {
    const { token } = await signFor(replica)
    const { lines } = await cookieFor(replica, token, {}, '/api/v1/namespaces/x/services/y:http/proxy')
    expect(lines[0]).toMatch(/^latchkey-01234567-7777-[0-9a-f]{8}\.0=1\.Fe26\.2\*/)
    expect(lines[0]).toMatch(/; Path=\/api\/v1\/namespaces\/x\/services\/y:http\/proxy\/; Max-Age=3600; HttpOnly; SameSite=Strict$/)
    expect((await cookieFor(replica, token, { 'x-forwarded-proto': 'https' })).lines[0]).toMatch(/SameSite=Strict; Secure$/)
  })

  test.each([
    [{ host: '127.0.0.1:7777' }, '7777'],
    [{ host: '10.0.0.1', 'x-forwarded-host': '127.0.0.1:4242, 10.0.0.1:80' }, '4242'],
    [{ host: 'dash.example.org', 'x-forwarded-proto': 'https' }, '443', '__Host-'],
    [{ host: 'dash.example.org' }, '80'],
    [{ host: '[::1]:9000' }, '9000'],
    [{ host: 'a b; c' }, '0'],
  ])('is named after the port of %j', async (headers, port, before = '') => {
    const { lines } = await cookieFor(replica, (await signFor(replica)).token, headers)
    expect(lines[0]).toMatch(new RegExp(`^${before}latchkey-01234567-${port}\\.0=`))
  })

  test('says in its name that it is secure, wherever the origin is', async () => {
    const { token } = await signFor(replica)
    const https = { 'x-forwarded-proto': 'https' }
    expect((await cookieFor(replica, token, https)).lines[0]).toMatch(/^__Host-latchkey-01234567-7777\.0=.*; Path=\/; .*; Secure$/)
    expect((await cookieFor(replica, token, https, '/a')).lines[0]).toMatch(/^__Secure-latchkey-01234567-7777-[0-9a-f]{8}\.0=.*; Path=\/a\/; .*; Secure$/)
    // The kube-apiserver tells no scheme; the page that signs in does.
    const shared = { 'x-forwarded-uri': '/a/login' }
    expect((await cookieFor(replica, token, { ...shared, origin: 'https://127.0.0.1:7777' }, '/a')).lines[0]).toMatch(/^__Secure-/)
    expect((await cookieFor(replica, token, { ...shared, origin: 'http://127.0.0.1:8001' }, '/a')).lines[0]).toMatch(/^latchkey-/)
  })

  test('over https a cookie that plain http could have set is none', async () => {
    const plain = await cookieFor(replica, (await signFor(replica)).token)
    expect((await read(replica, { cookie: plain.header })).session).not.toBeNull()
    expect((await read(replica, { cookie: plain.header, 'x-forwarded-proto': 'https' })).error?.code).toBe('UNAUTHENTICATED')
    const shared = { 'x-forwarded-uri': '/login' }
    const secured = await cookieFor(replica, (await signFor(replica, { ...someone, name: 'secured' })).token, { ...shared, origin: 'https://127.0.0.1:7777' })
    expect((await read(replica, { ...shared, cookie: `${plain.header}; ${secured.header}` })).session?.identity.name).toBe('secured')
    expect((await read(replica, { cookie: secured.header })).error?.code, 'plain http takes no secure one').toBe('UNAUTHENTICATED')
  })

  test('at an address of the kube-apiserver is none where the installation says so, begun before or not', async () => {
    const { token } = await signFor(replica)
    const { header } = await cookieFor(replica, token)
    const closed = { isSharedOrigin: true, allowSharedOrigin: false }
    expect((await read(replica, { cookie: header }, '', closed)).error?.code).toBe('SHARED_ORIGIN_REFUSED')
    expect((await read(replica, {}, '', closed)).error?.code).toBe('UNAUTHENTICATED')
    expect((await read(replica, { 'x-latchkey-session': token }, '', closed)).session).not.toBeNull()
    expect((await read(replica, { cookie: header }, '', { ...closed, allowSharedOrigin: true })).session).not.toBeNull()
    expect((await read(replica, { cookie: header }, '', { ...closed, isSharedOrigin: false })).session).not.toBeNull()
  })

  test('two mounts of one host never take each other’s, nested ones neither', async () => {
    const mounts = ['', '/a', '/a/b', '/c']
    const cookies = await Promise.all(
      mounts.map(async mount => (await cookieFor(replica, (await signFor(replica, { ...someone, name: `at ${mount}` })).token, {}, mount)).header),
    )
    for (const mount of mounts) {
      expect((await read(replica, { cookie: cookies.join('; ') }, mount)).session?.identity.name).toBe(`at ${mount}`)
      const others = cookies.filter((_, index) => mounts[index] !== mount)
      expect((await read(replica, { cookie: others.join('; ') }, mount)).error?.code).toBe('UNAUTHENTICATED')
    }
  })

  test('clears chunks that a smaller session leaves over, and all of them on logout', async () => {
    const large = await cookieFor(replica, (await signFor(replica, { ...someone, groups: groups(1000) })).token)
    expect(large.lines.length).toBeGreaterThan(3)
    const small = await cookieFor(replica, (await signFor(replica)).token, { cookie: large.header })
    expect(small.lines.filter(line => line.includes('Max-Age=0'))).toHaveLength(large.lines.length - 1)
    const { request, response } = httpPair({ headers: { cookie: large.header } })
    replica.cookie.clear(request, response, '')
    expect(setCookiesOf(response)).toHaveLength(large.lines.length)
    for (const line of setCookiesOf(response)) expect(line).toMatch(/^latchkey-01234567-7777\.\d=; Path=\/; Max-Age=0;/)
  })

  test('any one changed character is no session, and no crash', async () => {
    const { header } = await cookieFor(replica, (await signFor(replica)).token)
    const start = header.indexOf('=') + 1
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: start, max: header.length - 1 }), async at => {
        const { session, error } = await read(replica, { cookie: damage(header, at) })
        expect(session).toBeNull()
        expect(error?.code).toBe('SESSION_INVALID')
      }),
      { numRuns: 300 },
    )
  })

  test('has one spelling', async () => {
    const { header } = await cookieFor(replica, (await signFor(replica)).token)
    // 32 bytes of digest leave two bits of its last character unused: four spellings, one of them ours.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const at = header.length - '~2'.length - 1
    for (const other of alphabet)
      if (other !== header[at]) expect((await read(replica, { cookie: header.slice(0, at) + other + header.slice(at + 1) })).session).toBeNull()
    for (const tail of ['~2', 'A', '~', '*', '~3']) expect((await read(replica, { cookie: header + tail })).session).toBeNull()
  })

  test('any text at all is no session, and no crash', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async value => {
        expect((await read(replica, { cookie: `latchkey-01234567-7777.0=${value}` })).session).toBeNull()
      }),
    )
  })

  test('a missing, foreign or exchanged chunk is no session', async () => {
    const one = (await cookieFor(replica, (await signFor(replica, { ...someone, groups: groups(1000) })).token)).header.split('; ')
    const two = (await cookieFor(replica, (await signFor(replica, { ...someone, groups: groups(1000) })).token)).header.split('; ')
    const swapped = [
      `${one[0]?.split('=')[0]}=${one[0]?.split(/=(.*)/s)[1]}`,
      `${one[1]?.split('=')[0]}=${one[2]?.split('=')[1]}`,
      `${one[2]?.split('=')[0]}=${one[1]?.split('=')[1]}`,
    ]
    for (const chunks of [one.slice(0, -1), one.toSpliced(1, 1), [one[0], ...two.slice(1)], [...swapped, ...one.slice(3)]])
      expect((await read(replica, { cookie: chunks.join('; ') })).error?.code).toBe('SESSION_INVALID')
  })

  test('that of another cluster, another port or another keyring is none of ours', async () => {
    const other = await createReplica({ cluster: 'ffffffffffffffff' })
    const foreign = await cookieFor(other, (await signFor(other)).token)
    expect((await read(replica, { cookie: foreign.header })).error?.code).toBe('UNAUTHENTICATED')
    const renamed = foreign.header.replace('ffffffff', '01234567')
    expect((await read(replica, { cookie: renamed })).error?.code).toBe('SESSION_INVALID')
    const own = await cookieFor(replica, (await signFor(replica)).token)
    expect((await read(replica, { cookie: own.header, host: '127.0.0.1:7778' })).error?.code).toBe('UNAUTHENTICATED')
  })

  test('an ended session says so, and the header wins over the cookie', async () => {
    const own = await createReplica()
    const { header } = await cookieFor(own, (await signFor(own)).token)
    const { token } = await signFor(own, { ...someone, name: 'other' })
    expect((await read(own, { cookie: header, 'x-latchkey-session': token })).session?.identity.name).toBe('other')
    expect((await read(own, { cookie: header, 'x-latchkey-session': 'x' })).error?.code).toBe('SESSION_INVALID')
    own.clock.advance(3_600_000)
    expect((await read(own, { cookie: header })).error?.code).toBe('SESSION_EXPIRED')
  })

  test('a session that was signed out is none, by cookie or header, while others of its user are', async () => {
    const own = await createReplica()
    const [one, other] = [await signFor(own), await signFor(own)]
    const { header } = await cookieFor(own, one.token)
    await own.revocations.revokeSession(one.id)
    for (const headers of [{ cookie: header }, { 'x-latchkey-session': one.token }])
      expect(await read(own, headers)).toMatchObject({ session: null, error: { code: 'SESSION_REVOKED' }, refused: { id: one.id, tokenHash: one.tokenHash } })
    expect((await read(own, { 'x-latchkey-session': other.token })).session?.id).toBe(other.id)
  })

  test('a replica that does not know yet what was signed out takes no session', async () => {
    const own = await createReplica()
    const unready = { ...own, revocations: createRevocations(createRevocationLeases(createMemoryLeases().client, 'own'), silent, own.clock.now) }
    expect((await read(unready, { 'x-latchkey-session': (await signFor(own)).token })).error?.code).toBe('NOT_READY')
  })

  test('no cookie is no session', async () => {
    expect((await read(replica, {})).error?.code).toBe('UNAUTHENTICATED')
  })
})
