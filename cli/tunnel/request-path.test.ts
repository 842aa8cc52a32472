import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { refuseTarget } from './request-path.ts'

describe('targets that are forwarded', () => {
  test.each([
    '/',
    '/healthz',
    '/resources/networking.istio.io/v1/virtualservices?namespace=shop&filter=a%2Fb',
    '/_next/static/chunks/a-b.c.js',
    '/api/k8s/apis/x/v1/namespaces/n/things/a%20b',
    '/a%252',
    '/a..b/...',
    '/?to=//evil.test&x=..%2f..%5c',
    '/100%',
  ])('%s', target => {
    expect(refuseTarget(target)).toBeNull()
  })
})

describe('targets that are refused', () => {
  test.each([
    ['', /does not start/],
    ['*', /does not start/],
    ['http://evil.test/x', /does not start/],
    ['evil', /does not start/],
    ['//evil.test/', /\/\//],
    ['/a//b', /\/\//],
    ['/..', /dot segment/],
    ['/a/../../b', /dot segment/],
    ['/./a', /dot segment/],
    ['/%2e%2e/x', /dot segment/],
    ['/%2E./x', /dot segment/],
    ['/%252e%252e/x', /dot segment/],
    ['/.%25252e', /dot segment/],
    ['/a%2525252fb', /encoded slash/],
    ['/a%2f..%2fb', /encoded slash/],
    ['/a%252fb', /encoded slash/],
    ['/a\\..\\b', /backslash/],
    ['/a%5cb', /backslash/],
    ['/a%255cb', /backslash/],
    ['/a%00', /control/],
    ['/a%0d%0ab', /control/],
    ['/%ff', /percent-encoded/],
    ['/é', /percent-encoded/],
    ['/a#b', /#/],
    ['/a b', /percent-encoded/],
  ])('%s', (target, reason) => {
    expect(refuseTarget(target)).toMatch(reason)
  })

  test('whatever is forwarded stays below the service, however often it is decoded', () => {
    const piece = fc.constantFrom('/', '.', '..', '%2e', '%2E', '%252e', '%2f', '%252f', '\\', '%5c', '%255c', 'a', '?', '%', '%25', '2e', '2f', ';', ':')
    const prefix = '/api/v1/namespaces/latchkey-system/services/latchkey:http/proxy'
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
        const target = `/${pieces.join('')}`
        if (refuseTarget(target) !== null) return
        const path = target.split('?', 1)[0] ?? ''
        for (const read of [path, safeDecode(path), safeDecode(safeDecode(path))]) {
          const url = new URL(`https://kube${prefix}${read.replaceAll('?', '%3f').replaceAll('#', '%23')}`)
          expect(url.pathname.startsWith(`${prefix}/`)).toBe(true)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})

function safeDecode(text: string): string {
  return decodeURIComponent(text.replace(/%(?![0-9A-Fa-f]{2})/g, '%25'))
}
