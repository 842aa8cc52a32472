import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { AppError } from '#errors/app-error.ts'
import type { RequestContext } from '../services.ts'
import { mountTag } from '../session/cookie-scope.ts'
import { cookieHeaderOf, httpPair, setCookiesOf } from '../testing/http-pair.ts'
import { createMemoryClaims } from '../testing/memory-claims.ts'
import { createReplica, signFor, silent, someone } from '../testing/session-kit.ts'
import { createExchangeRoute } from './exchange-route.ts'

const replica = await createReplica()
const verifier = 'v'.repeat(43)
const challenge = createHash('sha256').update(verifier).digest('base64url')
const context = {
  requestId: 'r',
  prefix: '/mnt',
  nonce: '',
  sessionResult: { session: null, error: new AppError('UNAUTHENTICATED') },
} as unknown as RequestContext

async function wrap(options: { challenge?: string; own?: typeof replica } = {}): Promise<string> {
  const own = options.own ?? replica
  return own.wrapped.wrap((await signFor(own)).token, options.challenge)
}

async function exchange(
  wrapped: string,
  options: {
    to?: string
    headers?: Record<string, string>
    method?: string
    allowSharedOrigin?: boolean
    isSharedOrigin?: boolean
    claims?: ReturnType<typeof createMemoryClaims>
    own?: typeof replica
  } = {},
) {
  const { own = replica, claims = createMemoryClaims() } = options
  const route = createExchangeRoute({ ...own, logger: silent, claims, allowSharedOrigin: options.allowSharedOrigin ?? true })
  const { request, response } = httpPair({
    method: options.method ?? 'GET',
    url: `/login?wrapped-token=${wrapped}&to=${encodeURIComponent(options.to ?? '/x')}`,
    headers: options.headers ?? {},
  })
  await route(request, response, { ...context, isSharedOrigin: options.isSharedOrigin ?? false })
  return {
    status: response.statusCode,
    location: response.getHeader('location'),
    cookies: setCookiesOf(response),
    cookie: cookieHeaderOf(response),
    response,
    claims,
  }
}

describe('the exchange', () => {
  test('a good token gives the cookie of that session and leads on', async () => {
    const answer = await exchange(await wrap(), { to: '/resources/a' })
    expect(answer).toMatchObject({ status: 303, location: '/resources/a' })
    expect(answer.response.getHeader('referrer-policy')).toBe('no-referrer')
    const { request } = httpPair({ headers: { cookie: answer.cookie } })
    const token = await replica.cookie.read(request, mountTag('/mnt'))
    expect((await replica.tokens.verify(token ?? '')).identity).toEqual(someone)
  })

  test('a token is good once, over all replicas', async () => {
    const claims = createMemoryClaims()
    const other = await createReplica({ store: replica.store, clock: replica.clock })
    const wrapped = await wrap()
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => exchange(wrapped, { claims, own: index % 2 ? other : replica })))
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1)
    for (const { cookies } of answers.filter(({ status }) => status === 401)) expect(cookies).toEqual([])
  })

  test('where it cannot be told whether it was used, it is refused', async () => {
    const claims = createMemoryClaims()
    claims.claim = async () => {
      throw new AppError('CLUSTER_UNREACHABLE')
    }
    expect(await exchange(await wrap(), { claims })).toMatchObject({ status: 502, cookies: [] })
  })

  test('one that is bound needs its verifier, and is not used up without', async () => {
    const claims = createMemoryClaims()
    const wrapped = await wrap({ challenge })
    for (const headers of [{}, { 'x-latchkey-verifier': challenge }])
      expect(await exchange(wrapped, { claims, headers })).toMatchObject({ status: 401, cookies: [] })
    expect(claims.claimed.size).toBe(0)
    expect((await exchange(wrapped, { claims, headers: { 'x-latchkey-verifier': verifier } })).status).toBe(303)
  })

  test.each(['cross-site', 'same-site', 'odd'])('a link on another site (%s) signs nobody in, and uses nothing up', async site => {
    const claims = createMemoryClaims()
    expect(await exchange(await wrap(), { claims, headers: { 'sec-fetch-site': site } })).toMatchObject({ status: 403, cookies: [] })
    expect(claims.claimed.size).toBe(0)
  })

  test('our own links arrive typed, or from the tunnel’s page with its verifier', async () => {
    expect((await exchange(await wrap(), { headers: { 'sec-fetch-site': 'none' } })).status).toBe(303)
    const fromTunnel = { 'sec-fetch-site': 'same-origin', 'x-latchkey-verifier': verifier }
    expect((await exchange(await wrap({ challenge }), { headers: fromTunnel })).status).toBe(303)
  })

  test.each([
    ['leads to one', { 'sec-fetch-dest': 'document' }],
    ['fetches one', { 'sec-fetch-dest': 'empty' }],
    ['loads one', {}],
  ])('a page of ours that %s, because another site made it, signs nobody in and uses nothing up', async (_, headers) => {
    const claims = createMemoryClaims()
    expect(await exchange(await wrap(), { claims, headers: { 'sec-fetch-site': 'same-origin', ...headers } })).toMatchObject({ status: 403, cookies: [] })
    expect(claims.claimed.size).toBe(0)
  })

  test('at an address of the kube-apiserver a person comes to the page that says what that means', async () => {
    const claims = createMemoryClaims()
    const answer = await exchange(await wrap(), { claims, isSharedOrigin: true, headers: { 'sec-fetch-site': 'none', 'sec-fetch-dest': 'document' } })
    expect(answer).toMatchObject({ status: 303, location: '/sign-in?to=%2Fx', cookies: [] })
    expect(claims.claimed.size).toBe(0)
  })

  test('a browser is led to the page that says why', async () => {
    const other = await createReplica()
    const answer = await exchange(await wrap({ own: other }), { headers: { accept: 'text/html,application/xhtml+xml' } })
    expect(answer).toMatchObject({ status: 303, location: '/sign-in?reason=WRAPPED_TOKEN_INVALID&to=%2Fx', cookies: [] })
  })

  test('an ended one says so', async () => {
    const own = await createReplica()
    const wrapped = await wrap({ own })
    own.clock.advance(60_000)
    const answer = await exchange(wrapped, { own, headers: { accept: 'text/html' } })
    expect(answer.location).toBe('/sign-in?reason=WRAPPED_TOKEN_EXPIRED&to=%2Fx')
  })

  test('replaces the session that the browser had', async () => {
    const large = await signFor(replica, { ...someone, groups: Array.from({ length: 1_000 }, (_, index) => `group-${(index * 7919).toString(36)}`) })
    const { request, response } = httpPair()
    await replica.cookie.write(request, response, '/mnt', large.token, large.expiresAtMs)
    const had = cookieHeaderOf(response)
    const { cookies } = await exchange(await wrap(), { headers: { cookie: had } })
    expect(cookies.filter(line => line.includes('Max-Age=0'))).toHaveLength(had.split('; ').length - 1)
    for (const line of cookies) expect(line).toContain('; Path=/mnt/;')
  })

  test.each([
    ['a frame', { 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'same-origin' }],
    ['a sandboxed page', { origin: 'null' }],
    ['another origin', { origin: 'https://evil.test' }],
  ])('opened by %s it signs nobody in, and uses nothing up', async (_, headers) => {
    const claims = createMemoryClaims()
    expect(await exchange(await wrap(), { claims, headers })).toMatchObject({ status: 403, cookies: [] })
    expect(claims.claimed.size).toBe(0)
  })

  test('an address of the kube-apiserver itself can be closed to browsers', async () => {
    const claims = createMemoryClaims()
    const closed = { claims, isSharedOrigin: true, allowSharedOrigin: false }
    expect(await exchange(await wrap(), closed)).toMatchObject({ status: 403, cookies: [] })
    expect(claims.claimed.size).toBe(0)
    expect((await exchange(await wrap(), { ...closed, allowSharedOrigin: true })).status).toBe(303)
    expect((await exchange(await wrap(), { ...closed, isSharedOrigin: false })).status).toBe(303)
  })

  test('only GET opens one: a prefetching HEAD uses nothing up', async () => {
    const claims = createMemoryClaims()
    for (const method of ['HEAD', 'POST']) expect((await exchange(await wrap(), { method, claims })).status).toBe(405)
    expect(claims.claimed.size).toBe(0)
  })
})
