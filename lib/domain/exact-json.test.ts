import { describe, expect, test } from 'vitest'
import { asRounded, hasRoundedIntegers, readExactJson, writeExactJson } from './exact-json.ts'

describe('JSON', () => {
  test.each([
    '{"a":9223372036854775807,"b":[-9007199254740993,1,1.5,"9223372036854775807"]}',
    '12345678901234567890',
    '{"a":"\\",9223372036854775807,","9223372036854775807":9007199254740992}',
    '{"small":1,"safe":9007199254740991,"text":"x","none":null,"yes":true}',
  ])('is written as it was read: %s', text => {
    expect(writeExactJson(readExactJson(text))).toBe(text)
  })

  test('has bigint only where a number would be rounded', () => {
    expect(readExactJson('{"a": 9007199254740993, "b": 9007199254740991, "c": 1e30, "d": 0.1234567890123456789}')).toStrictEqual({
      a: 9007199254740993n,
      b: 9007199254740991,
      c: 1e30,
      d: 0.12345678901234568,
    })
  })

  test('that is none throws', () => {
    expect(() => readExactJson('[9007199254740993')).toThrow(SyntaxError)
    expect(writeExactJson(undefined)).toBeUndefined()
  })
})

test('what JSON.parse rounded is known, and a value may be had as it would have it', () => {
  expect(hasRoundedIntegers(JSON.parse('{"a":[{"b":9007199254740993}]}'))).toBe(true)
  expect(hasRoundedIntegers({ a: [9007199254740991, 1.5, '9007199254740993', null] })).toBe(false)
  expect(asRounded({ a: 9007199254740993n })).toEqual({ a: 9007199254740992 })
})
