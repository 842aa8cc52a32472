import { expect, it } from 'vitest'
import type { ListView, RowView } from '#domain/list-view.ts'
import { nextPageSize, rowsToCome } from './list-page.ts'

const viewOf = (loaded: number, total: number | null) => ({ rows: Array<RowView>(loaded), total }) as unknown as ListView

it.each([
  [100, 10_000, 500],
  [100, 130, 30],
  [13, 40, 13],
  [100, null, 10],
  [3, null, 3],
  [100, 100, 0],
])('of %i loaded rows of %j there are %i to come', (loaded, total, expected) => {
  const view = viewOf(loaded, total)
  expect(rowsToCome(view)).toBe(expected)
  expect(nextPageSize(view)).toBeGreaterThanOrEqual(expected)
})
