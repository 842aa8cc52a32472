import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseMountPath } from '#domain/mount-path.ts'
import { anyString } from '#domain/testing/any-string.ts'
import { isThroughServiceProxyAlone } from '#server/http/forwarded.ts'
import { detectPrefix, stripPrefix } from './prefix.ts'

const serviceProxy = '/api/v1/namespaces/latchkey-system/services/latchkey:http/proxy'

describe('the mount of a request', () => {
  it.each([
    ['nothing says otherwise', {}, '/x', '', ''],
    ['the tunnel says root', { 'x-forwarded-prefix': '/', 'x-forwarded-uri': `${serviceProxy}/x`, 'sec-latchkey-tunnel': '1' }, '/x', '', ''],
    ['a page behind the kube-apiserver says root', { 'x-forwarded-prefix': '/', 'x-forwarded-uri': `${serviceProxy}/x` }, '/x', '', serviceProxy],
    ['dot segments left another path', { 'x-forwarded-uri': '/api/v1/namespaces/a/services/b/' }, '/', '', ''],
    ['the kube-apiserver tells the full path', { 'x-forwarded-uri': `${serviceProxy}/x` }, '/x?q', '', serviceProxy],
    ['the service proxy root', { 'x-forwarded-uri': `${serviceProxy}/` }, '/', '', serviceProxy],
    ['a stripping ingress', { 'x-forwarded-prefix': '/ops/' }, '/x', '', '/ops'],
    ['two ingresses', { 'x-forwarded-prefix': '/ops, /inner' }, '/x', '', '/ops'],
    ['a configured prefix, not stripped', {}, '/ops/x', '/ops', '/ops'],
    ['a configured prefix that the path does not have', {}, '/opsx', '/ops', ''],
    ['a forwarded path that does not end in the own one', { 'x-forwarded-uri': '/a/y' }, '/x', '', ''],
  ])('%s', (_case, headers, url, configured, expected) => {
    expect(detectPrefix(headers, url, configured)).toBe(expected)
  })

  it.each([
    '/a"b',
    '/a<b',
    '/a b',
    "/a'b",
    '/a\\b',
    '//evil.test',
    '/a//b',
    '/../x',
    '/a/./b',
    '/%2e%2e/x',
    '/a%2fb',
    '/a%00',
    '/a;b',
    '/a?b',
    '/a#b',
    '/\r\nx',
    'a',
    '/ü',
    '/a`b',
    '/a$(b)',
    '/a{b}',
    '/a%',
    '/a%zz',
    '/%252e%252e',
    '/%0d%0aSet-Cookie:x=1',
    '/<script>',
    '/"><script>alert(1)</script>',
    '/a;nonce',
    'https://evil.test',
    '/\u2028',
    `/${'a'.repeat(2_000)}`,
  ])('refuses %j as a mount', value => {
    expect(parseMountPath(value)).toBeNull()
    expect(detectPrefix({ 'x-forwarded-prefix': value }, '/x', '')).toBe('')
  })

  it('knows an origin that is shared with the kube-apiserver, whatever a page there claims', () => {
    expect(isThroughServiceProxyAlone({ 'x-forwarded-uri': `${serviceProxy}/x` })).toBe(true)
    expect(isThroughServiceProxyAlone({ 'x-forwarded-uri': `${serviceProxy}/x`, 'x-forwarded-prefix': '/', 'x-forwarded-host': '127.0.0.1:1' })).toBe(true)
    expect(isThroughServiceProxyAlone({ 'x-forwarded-uri': `${serviceProxy}/x`, 'sec-latchkey-tunnel': '1' })).toBe(false)
    expect(isThroughServiceProxyAlone({ 'x-forwarded-prefix': '/ops' })).toBe(false)
    expect(isThroughServiceProxyAlone({})).toBe(false)
  })

  it('whatever a request claims, the mount is plain text wherever it is written', () => {
    fc.assert(
      fc.property(anyString(), anyString(), fc.string(), (prefix, uri, url) => {
        const mount = detectPrefix({ 'x-forwarded-prefix': prefix, 'x-forwarded-uri': uri + url }, url, '')
        expect(mount).toMatch(/^(?:\/[A-Za-z0-9._~:@%-]+)*$/)
        expect(new URL(`${mount}/`, 'https://own.example').origin).toBe('https://own.example')
      }),
      { numRuns: 1_000 },
    )
  })

  it('gives the path inside the mount', () => {
    expect(stripPrefix('/a/x?y', '/a')).toBe('/x?y')
    expect(stripPrefix('/a', '/a')).toBe('/')
    expect(stripPrefix('/a?x', '/a')).toBe('/?x')
    expect(stripPrefix('/ab', '/a')).toBe('/ab')
  })
})
