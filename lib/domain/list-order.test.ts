import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rowOrder } from './list-order.ts'
import { quantitySize } from './quantity.ts'
import { compareSortValues, naturalKey, printedSeconds, type SortValue, sortValueOf } from './sort-value.ts'
import { propertyRuns } from './testing/property-runs.ts'

const sorted = (values: readonly unknown[], descending = false) =>
  values
    .map(value => ({ value, key: sortValueOf(value) }))
    .sort((a, b) => compareSortValues(a.key, b.key, descending))
    .map(({ value }) => value)

describe('values sort', () => {
  test.each([
    ['texts naturally', ['a9', 'A10', 'b']],
    ['numbers by size', [-1, 2, 10, 10.5]],
    ['quantities by size', ['100m', '1', '1k', '1Ki', '900Mi', '1Gi', '1e10', '1Ti']],
    ['integers beyond 2^53 exactly', ['9007199254740992', '9007199254740993', '9007199254740994']],
    ['dates by time', ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.5Z', '2026-01-01T03:00:00+02:00', '2026-01-01T02:00:00Z']],
    ['numbers before dates before texts', [5, '2026-01-01T00:00:00Z', 'text']],
    ['versions naturally', ['v1.2.9', 'v1.2.10', 'v1.10.0']],
    ['zeros in front as none', ['a007', 'a8']],
  ])('%s', (_, expected) => {
    expect(sorted([...expected].reverse())).toEqual(expected)
    expect(sorted(expected, true)).toEqual([...expected].reverse())
  })

  test('empties last, either way', () => {
    expect(sorted([null, 'b', '', 'a', undefined])).toEqual(['a', 'b', null, '', undefined])
    expect(sorted([null, 'b', '', 'a', undefined], true)).toEqual(['b', 'a', null, '', undefined])
  })

  test('as one total order, whatever they are', () => {
    const any = fc
      .oneof(
        fc.string(),
        fc.integer(),
        fc.bigInt(),
        fc.double({ noNaN: true }),
        fc.constantFrom(null, '1Gi', '5m', true),
        fc.string({ unit: fc.constantFrom('0', '1', 'a', '.') }),
      )
      .map(sortValueOf)
    fc.assert(
      fc.property(any, any, any, fc.boolean(), (a: SortValue, b: SortValue, c: SortValue, descending) => {
        const compare = (x: SortValue, y: SortValue) => Math.sign(compareSortValues(x, y, descending))
        expect(compare(a, b) + compare(b, a)).toBe(0)
        if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c)).toBeLessThanOrEqual(0)
      }),
      { numRuns: propertyRuns(1_000) },
    )
  })
})

test('a quantity is what apimachinery takes for one', () => {
  expect(['1', '1.5', '.5', '5.', '+3', '-2Mi', '1e3', '1E3', '1E', '100n', '2u'].map(quantitySize)).toEqual([
    1, 1.5, 0.5, 5, 3, -2097152, 1000, 1000, 1e18, 1e-7, 2e-6,
  ])
  expect(['', '.', '1K', '1Gib', 'Mi', '0x1', '1 Gi', '--1', 'NaN'].map(quantitySize)).toEqual(Array(9).fill(null))
})

test('what kubectl prints for a span is read in seconds', () => {
  expect(['45s', '5m30s', '3h', '6d4h', '2y30d', '', '5', '<invalid>', 'm', '5 m'].map(printedSeconds)).toEqual([
    45,
    330,
    10_800,
    532_800,
    65_664_000,
    null,
    null,
    null,
    null,
    null,
  ])
  expect(naturalKey('Web-010') < naturalKey('web-11')).toBe(true)
})

describe('rows', () => {
  const columns = ['Name', 'Ready', 'Age', 'Last Seen', 'Duration'].map(name => ({ name, type: 'string', format: '', description: '', priority: 0 }))
  const row = (key: string, cells: unknown[], createdAt: string | null = null, more = {}) => {
    const [namespace = '', name = ''] = key.split('/')
    return { key, namespace, name, createdAt, health: 'ok' as const, cells, ...more }
  }
  const keys = (rows: ReturnType<typeof row>[], sortBy: Parameters<typeof rowOrder>[0]) => {
    const order = rowOrder<ReturnType<typeof row>>(sortBy, columns)
    return rows
      .map(each => order.placeOf(each, () => []))
      .sort(order.compare)
      .map(({ key }) => key)
  }

  test('without an order come as the kube-apiserver lists them', () => {
    expect(keys([row('b/a', []), row('a/b', []), row('a-b/a', []), row('a/a', [])], [])).toEqual(['a-b/a', 'a/a', 'a/b', 'b/a'])
  })

  test('by age: the youngest first, whatever the cell says', () => {
    const rows = [row('a/old', [null, null, '5m'], '2020-01-01T00:00:00Z'), row('a/new', [null, null, '9y'], '2026-01-01T00:00:00Z'), row('a/none', [])]
    expect(keys(rows, [{ column: 'Age', descending: false }])).toEqual(['a/new', 'a/old', 'a/none'])
    expect(keys(rows, [{ field: 'CREATED', descending: false }])).toEqual(['a/old', 'a/new', 'a/none'])
  })

  test('by spans of which some were printed earlier', () => {
    const rows = [row('a/x', [0, 0, 0, '10s', '2m'], null, { receivedAtMs: 1_000_000 }), row('a/y', [0, 0, 0, '60s', '90s'], null, { receivedAtMs: 1_100_000 })]
    expect(keys(rows, [{ column: 'Last Seen', descending: false }])).toEqual(['a/y', 'a/x'])
    expect(keys(rows, [{ column: 'Duration', descending: false }])).toEqual(['a/y', 'a/x'])
  })

  test('by health, the worst first, then by name backwards', () => {
    const rows = [row('a/a', []), row('a/b', []), { ...row('a/c', []), health: 'failing' as const }]
    expect(
      keys(rows as never, [
        { field: 'HEALTH', descending: false },
        { field: 'NAME', descending: true },
      ]),
    ).toEqual(['a/c', 'a/b', 'a/a'])
  })

  test('by a column that is not there are refused', () => {
    expect(() => rowOrder([{ column: 'Colour', descending: false }], columns)).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST', message: expect.stringContaining('Ready') }),
    )
  })
})
