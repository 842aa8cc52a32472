import { describe, expect, test } from 'vitest'
import { forwardedRequestHeaders, returnedResponseHeaders } from './headers.ts'

const ownHeaders = { 'x-forwarded-prefix': '/', 'x-forwarded-host': '127.0.0.1:4000', 'x-forwarded-proto': 'http', 'x-latchkey-html': 'opaque' }

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
      'proxy-authorization': 'x',
      'transfer-encoding': 'chunked',
      te: 'trailers',
      upgrade: 'h2c',
      expect: '100-continue',
    }
    expect(forwardedRequestHeaders({ ...kept, ...dropped }, 4000)).toEqual({ ...kept, ...ownHeaders })
  })

  test('no cookie of another program on this computer, and no session of another tunnel', () => {
    const own = ['latchkey-0123abcd-4000.0=1.x=', 'latchkey-0123abcd-4000.1=y', 'latchkey-theme=dark', 'latchkey-namespaces=%5B%22a%22%5D']
    const others = ['latchkey-0123abcd-4001.0=1.x', 'latchkey-89abcdef-40000.0=1.x', 'jupyter=secret', 'xlatchkey-theme=x', 'latchkey-', '']
    const cookie = others.flatMap((other, index) => [other, ...own.slice(index, index + 1)]).join('; ')
    expect(forwardedRequestHeaders({ cookie }, 4000)['cookie']).toBe(own.join('; '))
    expect(forwardedRequestHeaders({ cookie: 'jupyter=secret' }, 4000)).toEqual(ownHeaders)
  })

  test('Connection can take headers away, but none of ours', () => {
    const headers = { connection: 'close, X-Mine, x-forwarded-prefix, x-latchkey-html', 'x-mine': '1', 'x-other': '2' }
    expect(forwardedRequestHeaders(headers, 4000)).toEqual({ 'x-other': '2', ...ownHeaders })
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
