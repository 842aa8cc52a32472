import { expect, it } from 'vitest'
import { retryDelayMs } from './watch-retry.ts'

it('retryDelayMs grows to 30 s and is never less than half its ceiling', () => {
  expect([1, 2, 3, 4, 20].map(attempt => retryDelayMs(attempt, 1))).toEqual([1000, 2000, 4000, 8000, 30_000])
  expect(retryDelayMs(20, 0)).toBe(15_000)
  expect(retryDelayMs(0, 0)).toBe(500)
})
