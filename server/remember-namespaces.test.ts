import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { AppError } from '#errors/app-error.ts'
import type { RequestContext, Session } from '#server/services.ts'
import { rememberNamespacesRoute } from './remember-namespaces.ts'

const session: Session = {
  id: 's',
  identity: { name: 'editor', uid: '', groups: [], extra: {} },
  method: 'cert',
  expiresAtMs: 0,
  issuedAtMs: 0,
  renewing: false,
  viewer: null,
  endedView: null,
  tokenHash: 'hash',
  capabilities: {},
  kindsTag: '',
}

async function ask(
  url: string,
  { signedIn = true, cookie = '', method = 'GET', site = 'none' } = {},
): Promise<{ status: number; location: string | null; cookie: string | null }> {
  const sessionResult = signedIn ? { session, error: null } : { session: null, error: new AppError('UNAUTHENTICATED') }
  const context = { prefix: '/p', sessionResult, cookieScope: '01234567-80' } as RequestContext
  const server = createServer((request, response) => {
    void rememberNamespacesRoute(request, response, context).then(answered => answered || response.writeHead(404).end())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  try {
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${url}`, {
      method,
      headers: { cookie, 'sec-fetch-site': site },
      redirect: 'manual',
    })
    return { status: answer.status, location: answer.headers.get('location'), cookie: answer.headers.get('set-cookie') }
  } finally {
    server.close()
  }
}

it('keeps the namespaces of the address beside those known, and goes on to Home', async () => {
  const answer = await ask('/?namespace=shop&namespace=..%2Fx&namespace=shop-staging', {
    cookie: 'a=b; latchkey-namespaces-01234567-81=%5B%22other%22%5D; latchkey-namespaces-01234567-80=%5B%22payments%22%5D',
  })
  expect(answer).toEqual({
    status: 303,
    location: '/',
    cookie: `latchkey-namespaces-01234567-80=${encodeURIComponent('["payments","shop","shop-staging"]')}; Path=/p/; Max-Age=31536000; SameSite=Strict`,
  })
})

it.each([
  ['without a session', '/?namespace=shop', { signedIn: false }],
  ['without a legal name', '/?namespace=A%0d%0aSet-Cookie:x', {}],
  ['on another page', '/resources?namespace=shop', {}],
  ['led to by another site', '/?namespace=shop', { site: 'cross-site' }],
  ['for another method', '/?namespace=shop', { method: 'POST' }],
])('leaves the request to others %s', async (_case, url, options) => {
  expect((await ask(url, options)).status).toBe(404)
})
