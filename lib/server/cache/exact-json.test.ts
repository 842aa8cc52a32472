import { expect, test } from 'vitest'
import { parseExactJson } from './exact-json.ts'

test.each([
  ['{"a":9007199254740993}'],
  ['[-9223372036854775808,18446744073709551615]'],
  ['{"a":{"b":[1,{"c":12345678901234567890}]}}'],
  ['123456789012345678'],
])('keeps integers that a double cannot hold: %s', text => {
  expect(JSON.stringify(parseExactJson(text))).toBe(text)
})

test('leaves strings, floats and what a double holds as they are', () => {
  const value = {
    text: '9007199254740993',
    quoted: 'a:9007199254740993,"b":12345678901234567890,',
    float: 0.1234567890123456,
    large: 9007199254740992,
    small: 1e3,
  }
  expect(parseExactJson(JSON.stringify({ ...value, id: 0 }))).toEqual({ ...value, id: 0 })
  expect(parseExactJson(`{"text":"x:12345678901234567890}","id":12345678901234567890}`)).toEqual({
    text: 'x:12345678901234567890}',
    id: expect.anything(),
  })
})

test('is no way to a prototype', () => {
  const parsed = parseExactJson('{"__proto__":{"a":1},"n":12345678901234567890}') as { a?: number }
  expect([parsed.a, Object.getPrototypeOf(parsed) === Object.prototype]).toEqual([undefined, true])
})

test('throws for what is no JSON', () => {
  expect(() => parseExactJson('{"a":12345678901234567890')).toThrow(SyntaxError)
})
