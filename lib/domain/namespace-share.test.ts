import { expect, test } from 'vitest'
import { namespaceShare, namespaceShares } from './namespace-share.ts'

test.each([
  [0, 50],
  [1, 50],
  [30, 50],
  [75, 20],
  [5_000, 1],
])('a question about %i kinds takes %i namespaces', (kinds, expected) => {
  expect(namespaceShare(kinds)).toBe(expected)
})

test('many namespaces are asked for in several questions, each once, and those beyond are told', () => {
  const names = Array.from({ length: 230 }, (_, index) => `team-${index}`)
  const { shares, left } = namespaceShares(names, 10, 4)
  expect(shares.map(({ length }) => length)).toEqual([50, 50, 50, 50])
  expect(shares.flat()).toEqual(names.slice(0, 200))
  expect(left).toBe(30)
  expect(namespaceShares(names.slice(0, 60), 10, 4)).toEqual({ shares: [names.slice(0, 50), names.slice(50, 60)], left: 0 })
  expect(namespaceShares([], 10, 4)).toEqual({ shares: [], left: 0 })
})
