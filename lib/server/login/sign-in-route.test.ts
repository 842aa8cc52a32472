import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { AppError } from '#errors/app-error.ts'
import type { RequestContext } from '../services.ts'
import { createSignInCodes } from '../session/sign-in-codes.ts'
import { cookieHeaderOf, httpPair, setCookiesOf } from '../testing/http-pair.ts'
import { createMemoryClaims } from '../testing/memory-claims.ts'
import { createMemoryLeases } from '../testing/memory-leases.ts'
import { createReplica, signFor, silent, someone } from '../testing/session-kit.ts'
import { createSignInRoute } from './sign-in-route.ts'

const replica = await createReplica()
const leases = createMemoryLeases()
const codes = createSignInCodes(leases.client, replica.keys, 'own', replica.clock.now)
const page = { 'sec-fetch-site': 'same-origin', 'x-latchkey-request': '1', 'content-type': 'application/json' }

async function signIn(body: unknown, options: { headers?: Record<string, string>; shared?: boolean; allow?: boolean } = {}) {
  const claims = createMemoryClaims()
  const route = createSignInRoute({ ...replica, codes, logger: silent, claims, allowSharedOrigin: options.allow ?? true })
  const { response } = httpPair()
  const request = Object.assign(Readable.from([Buffer.from(JSON.stringify(body))]), httpPairHeaders(options.headers ?? page))
  const context = {
    requestId: 'r',
    prefix: '',
    isSharedOrigin: options.shared ?? false,
    sessionResult: { session: null, error: new AppError('UNAUTHENTICATED') },
  }
  let text = ''
  response.end = ((chunk: string) => {
    text = chunk
    return response
  }) as typeof response.end
  await route(request as never, response, context as unknown as RequestContext)
  return {
    status: response.statusCode,
    body: JSON.parse(text) as Record<string, unknown>,
    cookies: setCookiesOf(response),
    cookie: cookieHeaderOf(response),
    claims,
  }
}

function httpPairHeaders(headers: Record<string, string>) {
  return { method: 'POST', url: '/api/v1/sign-in', headers: { host: '127.0.0.1:7777', ...headers }, rawHeaders: [] }
}

const code = async (handover: 'link' | 'code' = 'code') => codes.issue(await replica.wrapped.wrap((await signFor(replica)).token, undefined, handover))

describe('a wrapped token in a body', () => {
  const verifier = 'v'.repeat(43)
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  const tunnel = { 'x-latchkey-verifier': verifier, 'x-latchkey-request': 'cli', 'content-type': 'application/json' }
  const wrap = async (to: string | undefined = challenge) => replica.wrapped.wrap((await signFor(replica)).token, to)

  test('gives its tunnel the cookie and where to go on, once', async () => {
    const wrappedToken = await wrap()
    const answer = await signIn({ wrappedToken, to: '/resources/a' }, { headers: tunnel })
    expect(answer).toMatchObject({ status: 200, body: { location: '/resources/a' } })
    const token = await replica.cookie.read(httpPair({ headers: { cookie: answer.cookie } }).request, '0')
    expect((await replica.tokens.verify(token ?? '')).identity).toEqual(someone)
    expect(answer.claims.claimed.size).toBe(1)
  })

  test('is for nobody else: not without the verifier, nor with another, nor where none belongs to it', async () => {
    const wrong = { ...tunnel, 'x-latchkey-verifier': 'w'.repeat(43) }
    for (const [wrappedToken, headers] of [
      [await wrap(), page],
      [await wrap(), wrong],
      // Otherwise whoever made it could sign in the browser of someone else's tunnel as themselves.
      [await replica.wrapped.wrap((await signFor(replica)).token, undefined), tunnel],
      [await replica.wrapped.wrap((await signFor(replica)).token, undefined), page],
    ] as const) {
      const answer = await signIn({ wrappedToken }, { headers })
      expect(answer).toMatchObject({ status: 401, body: { error: { code: 'WRAPPED_TOKEN_FOREIGN' } }, cookies: [] })
      expect(answer.claims.claimed.size).toBe(0)
    }
  })

  test('is refused from another site, verifier or not', async () => {
    const wrappedToken = await wrap()
    for (const headers of [
      { ...tunnel, 'sec-fetch-site': 'cross-site' },
      { ...tunnel, origin: 'https://evil.test' },
    ])
      expect(await signIn({ wrappedToken }, { headers })).toMatchObject({ status: 403, cookies: [] })
  })

  test('of a session that was signed out opens nothing', async () => {
    const { token, id } = await signFor(replica)
    await replica.revocations.revokeSession(id)
    const answer = await signIn({ wrappedToken: await replica.wrapped.wrap(token, challenge) }, { headers: tunnel })
    expect(answer).toMatchObject({ status: 401, body: { error: { code: 'SESSION_REVOKED' } }, cookies: [] })
    expect(answer.claims.claimed.size).toBe(0)
  })
})

describe('a pasted code', () => {
  test('gives the cookie of its session and the page that was asked for', async () => {
    const answer = await signIn({ code: await code(), to: '/resources/a?namespace=b' })
    expect(answer).toMatchObject({ status: 200, body: { location: '/resources/a?namespace=b' } })
    const token = await replica.cookie.read(httpPair({ headers: { cookie: answer.cookie } }).request, '0')
    expect((await replica.tokens.verify(token ?? '')).identity).toEqual(someone)
  })

  test('may be copied with line breaks, typed in lower case, or with O and I for 0 and 1', async () => {
    const text = await code()
    expect((await signIn({ code: ` ${text.slice(0, 12)}\n${text.slice(12)}\r\n` })).status).toBe(200)
    expect((await signIn({ code: (await code()).toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l') })).status).toBe(200)
  })

  test('leads nowhere else', async () => {
    for (const to of ['//evil.test', 'https://evil.test', '/\\evil.test', '/a/../b'])
      expect((await signIn({ code: await code(), to })).body).toEqual({ location: '/' })
  })

  test('outlives a link, but not by much', async () => {
    const own = [await code('link'), await code('code')]
    replica.clock.advance(60_000)
    expect((await signIn({ code: own[0] })).status).toBe(401)
    expect((await signIn({ code: own[1] })).status).toBe(200)
    const late = await code('code')
    replica.clock.advance(121_000)
    expect((await signIn({ code: late })).body).toMatchObject({ error: { code: 'WRAPPED_TOKEN_EXPIRED' } })
  })

  test.each<[string, Record<string, string>, number]>([
    ['another site', { ...page, 'sec-fetch-site': 'cross-site' }, 403],
    ['a page without our header', { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }, 403],
    ['no page at all', { 'x-latchkey-request': '1', 'content-type': 'application/json' }, 403],
    ['a form', { ...page, 'content-type': 'application/x-www-form-urlencoded' }, 415],
  ])('sent by %s signs nobody in, and uses nothing up', async (_, headers, status) => {
    const answer = await signIn({ code: await code() }, { headers })
    expect(answer).toMatchObject({ status, cookies: [] })
    expect(answer.claims.claimed.size).toBe(0)
  })

  test('is refused at an address of the kube-apiserver where the installation says so', async () => {
    expect(await signIn({ code: await code() }, { shared: true, allow: false })).toMatchObject({
      status: 403,
      body: { error: { code: 'SHARED_ORIGIN_REFUSED' } },
      cookies: [],
    })
    expect((await signIn({ code: await code() }, { shared: true })).status).toBe(200)
  })

  test('that belongs to a tunnel is not for pasting', async () => {
    const bound = await codes.issue(await replica.wrapped.wrap((await signFor(replica)).token, 'x'.repeat(43), 'code'))
    expect((await signIn({ code: bound })).body).toMatchObject({ error: { code: 'WRAPPED_TOKEN_FOREIGN' } })
  })

  test('is not a wrapped token itself', async () => {
    const answer = await signIn({ code: (await replica.wrapped.wrap((await signFor(replica)).token, undefined, 'code')).slice(0, 256) })
    expect(answer).toMatchObject({ status: 401, cookies: [] })
  })

  test.each([{}, { code: '' }, { code: 'x' }, { code: 7 }, { code: 'a.b.c.d.e', to: 5 }])('%j is a clear refusal', async body => {
    const answer = await signIn(body)
    expect([400, 401]).toContain(answer.status)
    expect(answer.cookies).toEqual([])
  })
})
