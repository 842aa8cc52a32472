import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { returnPath } from './return-path.ts'

const hostile = [
  [
    '',
    'https://evil.test/',
    'http:evil.test',
    'HTTPS://evil.test',
    '//evil.test',
    '///evil.test',
    '////evil.test',
    '/\\evil.test',
    '\\\\evil.test',
    '\\/evil.test',
  ],
  ['/\\/evil.test', '\\evil.test', '//\\evil.test', '/\t/evil.test', '/\n/evil.test', '/\r/evil.test', '\t//evil.test', ' //evil.test', ' /x', '/x '],
  ['/a\r\nSet-Cookie: x=1', '/a\nb', '/a\0b', '/a\x0bb', '/a\x7fb', '/%09/evil.test', '/%0a/evil.test', '/%0d%0aSet-Cookie:x', '/%00', '/%20/x'],
  ['/%2f/evil.test', '/%2fevil.test', '/%2Fevil.test', '/%5cevil.test', '/%5Cevil.test', '/a%2fb', '/a%5cb', '/%252fevil.test', '/%255cevil.test', '/a%252fb'],
  ['/../x', '/a/../x', '/a/..', '/.', '/./x', '/a/./b', '/%2e%2e/x', '/%2E%2e/x', '/.%2e/x', '/%252e%252e/x'],
  ['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', 'blob:x', 'file:///etc/passwd', 'x', 'x/y', '?x', '#x', '.'],
  ['/a//b', '/a//evil.test', '//', '/%', '/%zz', '/é', '/日本', '/\u2028', '/\u200b/x', '/a\u0000'],
  ['/\u{ff0f}evil.test', '@evil.test', '/a b', `/${'a'.repeat(2_048)}`],
].flat()

describe('where the exchange leads', () => {
  test.each(hostile.map(to => [to]))('home instead of to %j', to => {
    expect(returnPath(to)).toBe('/')
  })

  test('home where nothing is asked', () => {
    expect(returnPath(null)).toBe('/')
  })

  test.each([
    '/',
    '/resources/networking.istio.io/v1/virtualservices',
    '/resources/networking.istio.io/v1/virtualservices?namespace=shop&sort=-name#row-3',
    '/resources/core/v1/pods/shop/reviews%3Av1',
    '/a:b@c',
    '/search?q=a%20b%2Fc',
    '/search?q=../x',
  ])('to the page %j', to => {
    expect(returnPath(to)).toBe(to)
  })

  test('whatever is asked, a browser stays on this origin', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string({ unit: 'binary' }),
          fc.string({ unit: fc.constantFrom('/', '\\', '.', '%', '2', 'e', 'f', '5', 'c', '\t', ':', 'a', '@', '?') }).map(text => `/${text}`),
        ),
        to => {
          const url = new URL(returnPath(to), 'https://dash.example.org/login')
          expect(url.origin).toBe('https://dash.example.org')
          expect(returnPath(to)).toMatch(/^\/(?!\/)/)
        },
      ),
      { numRuns: 5_000 },
    )
  })
})
