import { describe, expect, test } from 'vitest'
import { parseMountPath } from './mount-path.ts'

describe('a mount is', () => {
  test.each([
    ['', ''],
    ['/', ''],
    ['//', ''],
    ['/ops', '/ops'],
    ['/ops/', '/ops'],
    ['/ops///', '/ops'],
    ['/a/b/c', '/a/b/c'],
    ['/api/v1/namespaces/latchkey/services/https:latchkey:443/proxy', '/api/v1/namespaces/latchkey/services/https:latchkey:443/proxy'],
    ['/api/v1/namespaces/latchkey/services/latchkey:http/proxy/', '/api/v1/namespaces/latchkey/services/latchkey:http/proxy'],
    ['/~user/@team/a_b-c.d', '/~user/@team/a_b-c.d'],
    ['/...', '/...'],
    ['/.well-known/..x', '/.well-known/..x'],
    ['/caf%C3%A9', '/caf%C3%A9'],
    ['/a%20b', '/a%20b'],
    [`/${'a'.repeat(1_023)}`, `/${'a'.repeat(1_023)}`],
  ])('%j, as %j', (value, expected) => {
    expect(parseMountPath(value)).toBe(expected)
  })
})

describe('no mount is', () => {
  test.each([
    ['an address', ['https://evil.test', '//evil.test', '/a//b', '///evil.test/x', 'http:evil']],
    ['a path without its first slash', ['ops', 'ops/x', '.', '..', '?', '#']],
    ['a query or a fragment', ['/a?b', '/a#b', '/a;b', '/a&b', '/a=b', '/a,b']],
    [
      'what ends a string, a tag or a header',
      ['/a"b', "/a'b", '/a<b', '/a>b', '/a`b', '/a\\b', '/\\evil.test', '/$a', '/{a}', '/a(b)', '/a\r\nb', '/a\n', '/a\tb', '/a\0b', '/a b'],
    ],
    ['a path that climbs', ['/.', '/..', '/a/..', '/a/./b', '/../a', '/..//', '/./']],
    ['a climb in disguise', ['/%2e', '/%2E%2e/a', '/.%2e', '/a/%2e%2E', '/a%2eb']],
    ['a hidden slash', ['/a%2fb', '/a%2Fb', '/%2f', '/%2fevil.test', '/ok/x%2f']],
    ['a hidden backslash', ['/a%5cb', '/a%5Cb', '/%5c', '/%5cevil.test', '/ok/x%5C']],
    ['what is decoded twice', ['/%25', '/%252f', '/%255c', '/%252e%252e', '/a%25b', '/ok/%2525']],
    ['a hidden control character', ['/%00', '/%09', '/%0a', '/%0D', '/%1f', '/%1B', '/%7f', '/%7F', '/ok/a%0ab']],
    ['a percent sign alone', ['/%', '/a%', '/%2', '/%zz', '/%g0', '/a%%20', '/%u002f']],
    ['what is not ASCII', ['/é', '/日本', '/\u2028', '/\u{ff0f}evil.test', '/\u200b']],
    ['longer than 1024 characters', [`/${'a'.repeat(1_024)}`]],
  ])('%s', (_, values) => {
    for (const value of values) expect([value, parseMountPath(value)]).toEqual([value, null])
  })
})
