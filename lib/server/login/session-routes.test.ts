import { describe, expect, test } from 'vitest'
import { requestedByHeader, sessionHeader } from '#contract/headers.ts'
import { AppError } from '#errors/app-error.ts'
import { createLogger } from '../logger.ts'
import type { RequestContext, Session } from '../services.ts'
import { mountTag } from '../session/cookie-scope.ts'
import { createPageProofs } from '../session/page-proof.ts'
import type { Revocations } from '../session/revocations.ts'
import type { NewToken } from '../session/session-token.ts'
import { cookieHeaderOf, httpPair, setCookiesOf } from '../testing/http-pair.ts'
import { createReplica, signFor, someone } from '../testing/session-kit.ts'
import { createLogoutRoute, createSessionRoute } from './session-routes.ts'

const replica = await createReplica()
const proofs = createPageProofs(replica.keys)
const { token, id, expiresAtMs } = await signFor(replica)
const session: Session = {
  id,
  identity: someone,
  method: 'token',
  issuedAtMs: 0,
  expiresAtMs,
  renewing: false,
  tokenHash: 'hash',
  capabilities: {},
  kindsTag: '',
  viewer: null,
  endedView: null,
}
const context = {
  requestId: 'r',
  prefix: '/mnt',
  nonce: '',
  isSharedOrigin: false,
  services: { clusterId: 'c-1', verifyPageProof: ({ id }: Session, proof: string) => proofs.verify(id, proof) },
  sessionResult: { session, error: null },
} as unknown as RequestContext
const nobody = { ...context, sessionResult: { session: null, error: new AppError('UNAUTHENTICATED') } } as RequestContext

async function cookieOf(): Promise<string> {
  const { request, response } = httpPair()
  await replica.cookie.write(request, response, '/mnt', token, expiresAtMs)
  return cookieHeaderOf(response)
}

type LogoutOptions = { method?: string; as?: RequestContext; body?: unknown; revocations?: Revocations }

async function logout(headers: Record<string, string>, { method = 'POST', as = context, body, revocations = replica.revocations }: LogoutOptions = {}) {
  const text = body === undefined ? '' : JSON.stringify(body)
  const sent = { ...headers, ...(text === '' ? {} : { 'content-type': 'application/json', 'content-length': String(text.length) }) }
  const { request, response } = httpPair({ method, url: '/api/v1/logout', headers: sent })
  request.push(text)
  request.push(null)
  const lines: string[] = []
  const logger = createLogger({ write: line => void lines.push(line) })
  let answered = ''
  response.end = ((chunk?: string) => {
    answered = chunk ?? ''
    return response
  }) as typeof response.end
  await createLogoutRoute({ ...replica, logger, revocations })(request, response, as)
  return { status: response.statusCode, cookies: setCookiesOf(response), response, answered, lines: lines.map(line => JSON.parse(line) as object) }
}

/** A session that the server has read, and its token. */
async function signIn(more: Partial<NewToken> = {}) {
  const signed = await signFor(replica, someone, more)
  const { packed: _, ...claims } = await replica.tokens.verify(signed.token)
  return {
    token: signed.token,
    as: { ...context, sessionResult: { session: { ...claims, capabilities: {}, kindsTag: '', viewer: null, endedView: null }, error: null } } as RequestContext,
    claims,
  }
}

const proof = proofs.of(id, '/mnt')
const ownPage = { 'sec-fetch-site': 'same-origin', [requestedByHeader]: proof }

describe('signing out', () => {
  test('from a page of this session clears its cookie, here and nowhere else', async () => {
    const cookie = await cookieOf()
    expect(await replica.cookie.read(httpPair({ headers: { cookie } }).request, mountTag('/mnt'))).toBe(token)
    const { status, cookies, response } = await logout({ ...ownPage, cookie })
    expect([status, response.getHeader('cache-control')]).toEqual([204, 'no-store'])
    expect(cookies.length).toBeGreaterThan(0)
    for (const line of cookies) expect(line).toMatch(/^[^=]+=; Path=\/mnt\/; Max-Age=0;/)
    expect(cookies.map(line => line.split('=', 1)[0])).toEqual(expect.arrayContaining(cookie.split('; ').map(pair => pair.split('=', 1)[0])))
  })

  test('clears a cookie that is no session any more too', async () => {
    const { status, cookies } = await logout({ ...ownPage, cookie: await cookieOf() }, { as: nobody })
    expect([status, cookies.every(line => line.includes('Max-Age=0'))]).toEqual([204, true])
  })

  test('ends every token of the session, and no other session', async () => {
    const [one, other] = [await signIn(), await signIn()]
    const next = await signIn({ id: one.claims.id })
    const { status, lines } = await logout({ [sessionHeader]: one.token }, { as: one.as })
    expect(status).toBe(204)
    for (const { claims } of [one, next]) expect(() => replica.revocations.check(claims)).toThrow(expect.objectContaining({ code: 'SESSION_REVOKED' }))
    replica.revocations.check(other.claims)
    expect(lines).toEqual([
      expect.objectContaining({ event: 'logout', sessionId: one.claims.id, user: 'editor', tokenHash: one.claims.tokenHash, everywhere: false }),
    ])
    expect(JSON.stringify(lines)).not.toContain(one.token)
  })

  test('ends a session too whose token is over and might be renewed', async () => {
    const { token, claims } = await signIn()
    replica.clock.advance(3_700_000)
    await expect(replica.tokens.verify(token)).rejects.toMatchObject({ code: 'SESSION_EXPIRED' })
    expect((await logout({ [sessionHeader]: token }, { as: nobody })).status).toBe(204)
    expect(() => replica.revocations.check(claims)).toThrow(expect.objectContaining({ code: 'SESSION_REVOKED' }))
  })

  test('everywhere ends every session of the user, and says so in the log', async () => {
    const [one, other] = [await signIn(), await signIn()]
    const { status, lines } = await logout({ [sessionHeader]: one.token }, { as: one.as, body: { everywhere: true } })
    expect([status, lines]).toEqual([204, [expect.objectContaining({ event: 'logout', sessionId: one.claims.id, everywhere: true })]])
    for (const { claims } of [one, other]) expect(() => replica.revocations.check(claims)).toThrow(expect.objectContaining({ code: 'SESSION_REVOKED' }))
    replica.clock.advance(60_000)
    replica.revocations.check((await signIn()).claims)
  })

  test('everywhere needs a session that holds; the cookie goes in any case', async () => {
    const { status, cookies } = await logout({ ...ownPage, cookie: await cookieOf() }, { as: nobody, body: { everywhere: true } })
    expect([status, cookies.every(line => line.includes('Max-Age=0'))]).toEqual([401, true])
  })

  test('clears the cookie and says what is not done where the cluster does not keep it', async () => {
    const failing = () => Promise.reject(new AppError('CLUSTER_UNREACHABLE'))
    const revocations = { ...replica.revocations, revokeSession: failing, revokeUser: failing }
    for (const everywhere of [false, true]) {
      const { status, cookies, answered } = await logout({ ...ownPage, cookie: await cookieOf() }, { revocations, body: { everywhere } })
      expect([status, cookies.length > 0 && cookies.every(line => line.includes('Max-Age=0'))]).toEqual([503, true])
      expect(JSON.parse(answered)).toMatchObject({ error: { code: 'NOT_READY', message: expect.stringContaining('latchkey logout --everywhere') } })
    }
  })

  test('is refused with a body that says something else', async () => {
    expect((await logout({ ...ownPage, cookie: await cookieOf() }, { body: { everywhere: 'yes' } })).status).toBe(400)
  })

  test.each<[string, Record<string, string>, number]>([
    ['that proves nothing', {}, 403],
    ['without our header', { 'sec-fetch-site': 'same-origin' }, 403],
    ['that names no origin', { [requestedByHeader]: proof }, 403],
    ['from another site', { ...ownPage, 'sec-fetch-site': 'cross-site' }, 403],
    ['from a neighbour', { ...ownPage, 'sec-fetch-site': 'same-site' }, 403],
    ['from the address bar', { ...ownPage, 'sec-fetch-site': 'none' }, 403],
    ['from another origin', { [requestedByHeader]: proof, origin: 'https://evil.test' }, 403],
    ['from a sandboxed page', { ...ownPage, origin: 'null' }, 403],
    ['of a form', { ...ownPage, 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['of a page of another session', { ...ownPage, [requestedByHeader]: proofs.of('other', '/mnt') }, 401],
  ])('by a request %s is refused, and clears nothing', async (_, headers, status) => {
    expect(await logout({ ...headers, cookie: await cookieOf() })).toMatchObject({ status, cookies: [] })
  })

  test.each(['GET', 'HEAD', 'DELETE'])('is not done by %s', async method => {
    expect(await logout({ ...ownPage, cookie: await cookieOf() }, { method })).toMatchObject({ status: 405, cookies: [] })
  })
})

describe('who am I', () => {
  async function ask(as: RequestContext): Promise<{ status: number; body: string; lines: object[] }> {
    const lines: string[] = []
    const { request, response } = httpPair({ url: '/api/v1/session' })
    let body = ''
    response.end = ((chunk: unknown) => {
      body = String(chunk)
      return response
    }) as typeof response.end
    await createSessionRoute(createLogger({ write: line => void lines.push(line) }))(request, response, as)
    return { status: response.statusCode, body, lines: lines.map(line => JSON.parse(line) as object) }
  }

  test('is answered to the session', async () => {
    const { status, body } = await ask(context)
    expect([status, JSON.parse(body)]).toEqual([
      200,
      { user: someone, viewer: null, method: 'token', cluster: 'c-1', expiresAt: new Date(expiresAtMs).toISOString(), renewing: false, capabilities: {} },
    ])
  })

  test('is refused to a session that was signed out, and the log names it: somebody still has its token', async () => {
    const refused = { id: 's-9', identity: someone, tokenHash: 'hash-9' }
    const { status, lines } = await ask({ ...context, sessionResult: { session: null, error: new AppError('SESSION_REVOKED'), refused } })
    expect(status).toBe(401)
    const line = { event: 'refused', code: 'SESSION_REVOKED', sessionId: 's-9', user: 'editor', tokenHash: 'hash-9', method: 'GET', path: '/api/v1/session' }
    expect(lines).toEqual([expect.objectContaining(line)])
  })

  test('is refused to nobody', async () => {
    expect(await ask(nobody)).toMatchObject({ status: 401, body: expect.stringContaining('UNAUTHENTICATED') })
  })
})
