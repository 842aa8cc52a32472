import { describe, expect, it } from 'vitest'
import { formatTable, pairedRatio, summarize } from './statistics.ts'

describe('figures of the benches', () => {
  it('sums up a series', () => {
    expect(summarize([5, 1, 3, 2, 4])).toEqual({ count: 5, p50: 3, p95: 5, min: 1, max: 5 })
    expect(() => summarize([])).toThrow(RangeError)
  })

  it('compares pair by pair', () => {
    expect(pairedRatio([2, 20, 200], [1, 10, 100])).toBe(2)
    expect(() => pairedRatio([1], [])).toThrow(RangeError)
  })

  it('lines columns up', () => {
    expect(
      formatTable(
        ['what', 'ms'],
        [
          ['a', '1'],
          ['long', '100'],
        ],
      ),
    ).toBe('what   ms\na       1\nlong  100')
  })
})
