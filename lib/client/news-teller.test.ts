import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { NewsCounts } from '#domain/list-news.ts'
import { createNewsTeller } from './news-teller.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it('tells soon of the first, then of all together at most every ten seconds, and of nothing never', () => {
  const told: NewsCounts[] = []
  const { add } = createNewsTeller(counts => told.push(counts))
  add({ came: 0, went: 0, changed: 0 })
  vi.advanceTimersByTime(60_000)
  expect(told).toEqual([])
  add({ came: 1, went: 0, changed: 0 })
  add({ came: 2, went: 0, changed: 1 })
  vi.advanceTimersByTime(1_000)
  expect(told).toEqual([{ came: 3, went: 0, changed: 1 }])
  for (let second = 0; second < 95; second += 1) {
    vi.advanceTimersByTime(100)
    add({ came: 0, went: 1, changed: 0 })
  }
  expect(told).toHaveLength(1)
  vi.advanceTimersByTime(500)
  expect(told.slice(1)).toEqual([{ came: 0, went: 95, changed: 0 }])
})

it('tells nothing once it is stopped', () => {
  const told: NewsCounts[] = []
  const { add, stop } = createNewsTeller(counts => told.push(counts))
  add({ came: 1, went: 0, changed: 0 })
  stop()
  vi.advanceTimersByTime(60_000)
  expect(told).toEqual([])
})
