import { describe, expect, test } from 'vitest'
import { compileFilter } from './list-filter.ts'
import type { FieldFilter } from './list-query.ts'

const fits = (op: FieldFilter['op'], value: unknown, ...values: unknown[]) => compileFilter({ path: '.x', op, value }).fits({ cells: [] }, [], () => values)

test.each<[FieldFilter['op'], unknown, unknown[], boolean]>([
  ['EQ', 'a', ['b', 'a'], true],
  ['EQ', 'a', [], false],
  ['EQ', '1Gi', ['1024Mi'], true],
  ['EQ', '1', ['1000m'], true],
  ['EQ', '1.1', ['1.10'], false],
  ['EQ', 5, ['5'], true],
  ['EQ', 5, [5.0], true],
  ['EQ', true, [true], true],
  ['EQ', 'true', [true], true],
  ['EQ', '9007199254740993', ['9007199254740992'], false],
  ['NE', 'a', ['b', 'a'], false],
  ['NE', 'a', [], true],
  ['IN', ['a', 'b'], ['b'], true],
  ['IN', [], ['b'], false],
  ['NOT_IN', ['a', 'b'], ['c', 'b'], false],
  ['NOT_IN', ['a'], [], true],
  ['CONTAINS', 'HOP', ['shop'], true],
  ['CONTAINS', 'x', ['shop'], false],
  ['MATCHES_PREFIX', 'sh', ['Shop'], true],
  ['MATCHES_PREFIX', 'op', ['shop'], false],
  ['GT', '500Mi', ['1Gi'], true],
  ['GE', 5, [5], true],
  ['LT', 5, ['10'], false],
  ['LE', '2026-01-01T00:00:00Z', ['2025-12-31T23:59:59Z'], true],
  ['GT', 'v1.9', ['v1.10'], true],
  ['GT', 5, ['text'], true],
  ['GT', 5, [], false],
  ['EXISTS', undefined, [0], true],
  ['EXISTS', undefined, [], false],
  ['ABSENT', undefined, [], true],
  ['ABSENT', undefined, ['x'], false],
])('%s %o of %o is %s', (op, value, values, expected) => {
  expect(fits(op, value, ...values)).toBe(expected)
})

test.each<[FieldFilter['op'], unknown]>([
  ['IN', 'a'],
  ['NOT_IN', undefined],
  ['GT', null],
  ['LE', ''],
])('%s does not take %o', (op, value) => {
  expect(() => compileFilter({ path: '.x', op, value })).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }))
})

test('IN is EQ of any of its values, whatever these are', () => {
  const raw = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON('9007199254740993')
  const some = [
    'a',
    '1',
    1,
    1.5,
    '1500m',
    '1.5',
    '1.50',
    '1Ki',
    1024,
    '1024',
    '1k',
    '1000',
    '0',
    0,
    '-0',
    '1E',
    '1000000000000000000',
    1e18,
    raw,
    '9007199254740993',
    true,
    'true',
    null,
    { a: 1 },
  ]
  for (const wanted of some) {
    for (const found of some) {
      const expected = fits('EQ', wanted, found)
      expect([wanted, found, fits('IN', ['no', wanted, '77m'], found)]).toEqual([wanted, found, expected])
      expect(fits('NOT_IN', ['no', wanted], found)).toBe(!expected)
    }
  }
})

test('a row is compared with none of a thousand values by itself', () => {
  let read = 0
  const wanted = new Proxy(
    Array.from({ length: 1_000 }, (_, index) => `${index}m`),
    {
      get(target, key, receiver) {
        read += 1
        return Reflect.get(target, key, receiver)
      },
    },
  )
  const filter = compileFilter({ path: '.x', op: 'IN', value: wanted })
  expect(read).toBeGreaterThanOrEqual(1_000)
  read = 0
  expect([[10_000], ['7m']].map(values => filter.fits({ cells: [] }, [], () => values))).toEqual([false, true])
  expect(read).toBe(0)
})

describe('a condition on a column', () => {
  const columns = ['Name', 'Ready', 'Size', 'Age'].map(name => ({ name, type: 'string', format: '', description: '', priority: 0 }))
  const fitsCell = (column: string, op: FieldFilter['op'], value: unknown, ...cells: unknown[]) =>
    compileFilter({ column, op, value }).fits({ cells }, columns, () => [])

  test.each<[string, FieldFilter['op'], unknown, boolean]>([
    ['Ready', 'EQ', 'False', true],
    ['Ready', 'NE', 'False', false],
    ['Size', 'GT', '9', true],
    ['Size', 'GT', '10', false],
    ['Size', 'EQ', '10', true],
    ['Name', 'CONTAINS', 'EVIE', true],
  ])('%s %s %o of reviews, False, 10 is %s', (column, op, value, expected) => {
    expect(fitsCell(column, op, value, 'reviews', 'False', 10, '5m')).toBe(expected)
  })

  test('takes what is printed for no value as none', () => {
    for (const empty of ['', '<none>', null, undefined]) {
      expect([fitsCell('Ready', 'EXISTS', undefined, 'a', empty), fitsCell('Ready', 'ABSENT', undefined, 'a', empty)]).toEqual([false, true])
      expect(fitsCell('Ready', 'NE', 'True', 'a', empty)).toBe(true)
    }
  })

  test('is refused on a column that the list has not, and on one that changes by itself', () => {
    expect(() => fitsCell('Redy', 'EQ', 'x', 'a')).toThrow(/no column 'Redy'\. It has Name, Ready, Size, Age\./)
    expect(() => fitsCell('Age', 'GT', '7d', 'a', '', '', '5m')).toThrow(/creationTimestamp/)
  })
})
