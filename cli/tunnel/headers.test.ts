import { describe, expect, test } from 'vitest'
import { forwardedRequestHeaders, forwardedUpgradeHeaders, returnedResponseHeaders } from './headers.ts'

const root = { port: 4000, mount: '', sessionCookies: [] }

const ownHeaders = {
  'x-forwarded-prefix': '/',
  'x-forwarded-host': '127.0.0.1:4000',
  'x-forwarded-proto': 'http',
  'x-latchkey-html': 'opaque',
  'sec-latchkey-tunnel': '1',
}

describe('request headers', () => {
  test('what a page may say passes, what speaks to the kube-apiserver or for the tunnel does not', () => {
    const kept = {
      cookie: 'latchkey-theme=dark',
      accept: 'text/html',
      origin: 'http://127.0.0.1:4000',
      'sec-fetch-site': 'same-origin',
      'x-latchkey-session': 't',
    }
    const dropped = {
      host: '127.0.0.1:4000',
      authorization: 'Bearer x',
      'impersonate-user': 'root',
      'Impersonate-Group': 'system:masters',
      'impersonate-extra-scopes': 'x',
      impersonate_user: 'root',
      'x-remote-user': 'root',
      'x-remote-extra-a': 'x',
      'x-forwarded-for': '1.2.3.4',
      'x-forwarded-prefix': '/evil',
      x_forwarded_host: 'evil',
      forwarded: 'for=x',
      'x-latchkey-verifier': 'x',
      'x-latchkey-html': 'x',
      'sec-latchkey-tunnel': 'x',
      sec_latchkey_tunnel: 'x',
      'proxy-authorization': 'x',
      'transfer-encoding': 'chunked',
      te: 'trailers',
      upgrade: 'h2c',
      expect: '100-continue',
      'sec-websocket-protocol': 'base64url.bearer.authorization.k8s.io.dG9rZW4',
      'sec-websocket-key': 'x',
    }
    expect(forwardedRequestHeaders({ ...kept, ...dropped }, root)).toEqual({ ...kept, ...ownHeaders })
  })

  test('no cookie of another program on this computer, none of another tunnel, and no session but that of the jar', () => {
    const own = ['latchkey-theme=dark', 'latchkey-namespaces-0123abcd-4000=%5B%22a%22%5D', 'latchkey-namespaces-0123abcd-4000-89abcdef=x']
    const others = [
      'latchkey-tunnel-4000=secret',
      'latchkey-0123abcd-4000.0=1.x=',
      'latchkey-0123abcd-4000.1=y',
      'latchkey-0123abcd-4001.0=1.x',
      'latchkey-89abcdef-40000.0=1.x',
      'latchkey-namespaces-0123abcd-4001=x',
      'latchkey-namespaces=%5B%5D',
      'latchkey-0123abcd-4000-89abcdef.0=x',
      'latchkey-0123abcd-4000-89abcdef=x',
      '__Host-latchkey-0123abcd-4000.0=x',
      'latchkey-theme-4000=x',
      'latchkey-theme',
      'latchkey-4000=x',
      'jupyter=latchkey-theme=x',
      'xlatchkey-theme=x',
      'latchkey-',
      '',
    ]
    const cookie = others.flatMap((other, index) => [other, ...own.slice(index, index + 1)]).join('; ')
    expect(forwardedRequestHeaders({ cookie }, root)['cookie']).toBe(own.join('; '))
    expect(forwardedRequestHeaders({ cookie: 'jupyter=secret' }, root)).toEqual(ownHeaders)
    const jar = { ...root, sessionCookies: ['latchkey-0123abcd-4000.0=1.j', 'latchkey-0123abcd-4000.1=k'] }
    expect(forwardedRequestHeaders({ cookie }, jar)['cookie']).toBe([...own, ...jar.sessionCookies].join('; '))
    expect(forwardedRequestHeaders({}, jar)['cookie']).toBe(jar.sessionCookies.join('; '))
  })

  test('the name by which the browser knows the tunnel is told on, and no other', () => {
    const told = (host: string) => forwardedRequestHeaders({ host }, root)['x-forwarded-host']
    expect([told('localhost:4000'), told('[::1]:4000'), told('evil.test'), told('localhost:4001')]).toEqual([
      'localhost:4000',
      '[::1]:4000',
      '127.0.0.1:4000',
      '127.0.0.1:4000',
    ])
  })

  test('Connection can take headers away, but none of ours', () => {
    const headers = { connection: 'close, X-Mine, x-forwarded-prefix, x-latchkey-html', 'x-mine': '1', 'x-other': '2' }
    expect(forwardedRequestHeaders(headers, root)).toEqual({ 'x-other': '2', ...ownHeaders })
  })
})

describe('headers of a WebSocket handshake', () => {
  const handshake = { 'sec-websocket-key': 'a2V5', 'sec-websocket-version': '13', 'sec-websocket-extensions': 'permessage-deflate' }

  test('its own kind passes, beside what a request may say', () => {
    const others = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'content-length': '3',
      'sec-websocket-accept': 'x',
      authorization: 'x',
      'x-remote-user': 'root',
    }
    const kept = { origin: 'http://127.0.0.1:4000', cookie: 'latchkey-theme=dark', 'sec-websocket-protocol': 'a, b' }
    expect(forwardedUpgradeHeaders({ ...handshake, ...kept, ...others }, root)).toEqual({ ...handshake, ...kept, ...ownHeaders })
  })

  test.each([
    ['base64url.bearer.authorization.k8s.io.dG9rZW4', undefined],
    ['latchkey.v1,base64url.bearer.authorization.k8s.io.dG9rZW4 , latchkey.proof.x', 'latchkey.v1, latchkey.proof.x'],
    ['latchkey.v1, \tBASE64URL.bearer.authorization.k8s.io.dG9rZW4', 'latchkey.v1'],
    [',, base64url.bearer.authorization.k8s.io., ,', undefined],
  ])('no bearer token for the kube-apiserver among the protocols %j', (protocols, expected) => {
    expect(forwardedUpgradeHeaders({ ...handshake, 'sec-websocket-protocol': protocols }, root)['sec-websocket-protocol']).toBe(expected)
  })
})

describe('response headers', () => {
  const prefix = '/k8s/c-1/api/v1/namespaces/latchkey-system/services/latchkey:http/proxy'

  test('HTML gets its name back, and only HTML that was hidden', () => {
    expect(returnedResponseHeaders({ 'content-type': 'application/x-latchkey-html' }, prefix)).toEqual({ 'content-type': 'text/html; charset=utf-8' })
    expect(returnedResponseHeaders({ 'content-type': 'application/x-latchkey-html; charset=utf-8' }, prefix)).toEqual({
      'content-type': 'text/html; charset=utf-8',
    })
    expect(returnedResponseHeaders({ 'content-type': 'application/json' }, prefix)).toEqual({ 'content-type': 'application/json' })
  })

  test.each([
    [`${prefix}/resources?a=b`, '/resources?a=b'],
    [prefix, '/'],
    [`${prefix}//evil.test`, '/evil.test'],
    [`${prefix}x`, `${prefix}x`],
    ['/plain', '/plain'],
    ['?query', '?query'],
  ])('Location %s leads to %s', (location, expected) => {
    expect(returnedResponseHeaders({ location }, prefix)).toEqual({ location: expected })
  })

  test('of two Cache-Control lines the service has the last; every cookie passes', () => {
    const headers = { 'cache-control': ['no-cache, private', 'public, max-age=31536000, immutable'], 'set-cookie': ['a=1', 'b=2'] }
    expect(returnedResponseHeaders(headers, prefix)).toEqual({ 'cache-control': ['public, max-age=31536000, immutable'], 'set-cookie': ['a=1', 'b=2'] })
  })

  test('what is between neighbours ends here', () => {
    const headers = { connection: 'keep-alive, x-hop', 'keep-alive': 'timeout=5', 'x-hop': '1', 'transfer-encoding': 'chunked', etag: '"x"' }
    expect(returnedResponseHeaders(headers, prefix)).toEqual({ etag: '"x"' })
  })
})
