import { type GraphQLScalarType, parseConstValue } from 'graphql'
import { describe, expect, test } from 'vitest'
import { exactInteger, rawText, withBigInts } from './raw-json.ts'
import { dateTimeScalar, intOrStringScalar, jsonScalar, longScalar, quantityScalar } from './scalars.ts'

const huge = '9007199254740993'
const raw = exactInteger(huge)
const json = (value: unknown) => JSON.stringify(value)
const literal = (scalar: GraphQLScalarType, text: string) => scalar.coerceInputLiteral?.(parseConstValue(text))

describe('scalars', () => {
  test.each<[GraphQLScalarType, unknown, unknown]>([
    [longScalar, 5, 5],
    [longScalar, raw, huge],
    [longScalar, 1e20, '100000000000000000000'],
    [intOrStringScalar, 80, 80],
    [intOrStringScalar, '50%', '50%'],
    [quantityScalar, '500m', '500m'],
    [quantityScalar, 2, '2'],
    [quantityScalar, 0.5, '0.5'],
    [quantityScalar, raw, huge],
    [dateTimeScalar, '2026-01-31T09:30:00Z', '2026-01-31T09:30:00Z'],
    [jsonScalar, { a: [1, null, 'x'] }, { a: [1, null, 'x'] }],
  ])('%s shows %j', (scalar, stored, shown) => {
    expect(scalar.coerceOutputValue(stored)).toEqual(shown)
  })

  test.each<[GraphQLScalarType, unknown]>([
    [longScalar, 1.5],
    [longScalar, '5'],
    [longScalar, true],
    [intOrStringScalar, 1.5],
    [intOrStringScalar, {}],
    [quantityScalar, false],
    [dateTimeScalar, 5],
  ])('%s does not show %j as something else', (scalar, stored) => {
    expect(() => scalar.coerceOutputValue(stored)).toThrow(
      expect.objectContaining({ code: 'INVALID', message: expect.stringContaining('The stored value is not') }),
    )
  })

  test('take integers of all their digits, as numbers, strings and literals', () => {
    expect(json(longScalar.coerceInputValue(huge))).toBe(huge)
    expect(json(longScalar.coerceInputValue(raw))).toBe(huge)
    expect(json(literal(longScalar, huge))).toBe(huge)
    expect(json(literal(longScalar, `"${huge}"`))).toBe(huge)
    expect(longScalar.coerceInputValue('-7')).toBe(-7)
    expect(json(literal(jsonScalar, `{a: [${huge}, 1.5, "x", true, null, E]}`.replace(', E', '')))).toBe(`{"a":[${huge},1.5,"x",true,null]}`)
    expect(json(literal(intOrStringScalar, '80'))).toBe('80')
    expect(literal(quantityScalar, '0.5')).toBe('0.5')
    expect(quantityScalar.coerceInputValue(2)).toBe('2')
    expect(dateTimeScalar.coerceInputValue('2026-01-31T09:30:00.5+02:00')).toBe('2026-01-31T09:30:00.5+02:00')
  })

  test.each<[GraphQLScalarType, unknown, string]>([
    [longScalar, '9223372036854775808', '9223372036854775808'],
    [longScalar, 1.5, '1.5'],
    [longScalar, 'x', '"x"'],
    [longScalar, true, 'true'],
    [intOrStringScalar, 1.5, '1.5'],
    [quantityScalar, [], '[]'],
    [dateTimeScalar, 'yesterday', '"yesterday"'],
    [dateTimeScalar, 5, '5'],
  ])('%s refuses %j', (scalar, value, text) => {
    expect(() => scalar.coerceInputValue(value)).toThrow(scalar.name)
    expect(() => literal(scalar, text)).toThrow(scalar.name)
  })

  test('JSON refuses what JSON does not know', () => {
    expect(() => literal(jsonScalar, '{a: ENUM}')).toThrow('JSON takes')
  })
})

test('integers that a number would round become bigint for writers of other formats', () => {
  expect(rawText(raw)).toBe(huge)
  expect(rawText({ rawJSON: '5' })).toBeNull()
  expect(withBigInts({ a: [raw, 1, 'x', null] })).toEqual({ a: [BigInt(huge), 1, 'x', null] })
})
