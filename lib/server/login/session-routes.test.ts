import { describe, expect, test } from 'vitest'
import { requestedByHeader } from '#contract/headers.ts'
import { AppError } from '#errors/app-error.ts'
import type { RequestContext, Session } from '../services.ts'
import { mountTag } from '../session/cookie-scope.ts'
import { createPageProofs } from '../session/page-proof.ts'
import { cookieHeaderOf, httpPair, setCookiesOf } from '../testing/http-pair.ts'
import { createReplica, signFor, silent, someone } from '../testing/session-kit.ts'
import { createLogoutRoute, createSessionRoute } from './session-routes.ts'

const replica = await createReplica()
const proofs = createPageProofs(replica.keys)
const { token, id, expiresAtMs } = await signFor(replica)
const session: Session = { id, identity: someone, method: 'token', expiresAtMs, capabilities: {} }
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

async function logout(headers: Record<string, string>, { method = 'POST', as = context } = {}) {
  const { request, response } = httpPair({ method, url: '/api/v1/logout', headers })
  await createLogoutRoute(silent, replica.cookie)(request, response, as)
  return { status: response.statusCode, cookies: setCookiesOf(response), response }
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
  async function ask(as: RequestContext): Promise<{ status: number; body: string }> {
    const { request, response } = httpPair({ url: '/api/v1/session' })
    let body = ''
    response.end = ((chunk: unknown) => {
      body = String(chunk)
      return response
    }) as typeof response.end
    await createSessionRoute(silent)(request, response, as)
    return { status: response.statusCode, body }
  }

  test('is answered to the session', async () => {
    const { status, body } = await ask(context)
    expect([status, JSON.parse(body)]).toEqual([
      200,
      { user: someone, method: 'token', cluster: 'c-1', expiresAt: new Date(expiresAtMs).toISOString(), capabilities: {} },
    ])
  })

  test('is refused to nobody', async () => {
    expect(await ask(nobody)).toMatchObject({ status: 401, body: expect.stringContaining('UNAUTHENTICATED') })
  })
})
