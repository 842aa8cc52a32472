import { expect, it, vi } from 'vitest'
import { plainQuestion } from '#domain/list-question.ts'
import type { ListView, RowView } from '#domain/list-view.ts'
import { AppError } from '#errors/app-error.ts'
import { fetchRows, nextPageSize, rowsToCome } from './list-page.ts'
import { queryWhereFollowed } from './subscription.ts'

vi.mock('./subscription.ts', () => ({ queryWhereFollowed: vi.fn() }))

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

it('reads all pages of a list, and asks for no more at once than fitted before', async () => {
  const asked: number[] = []
  vi.mocked(queryWhereFollowed).mockImplementation(async (_, variables) => {
    const { first, after } = variables as { first: number; after: string | null }
    asked.push(first)
    if (first > 63) throw new AppError('QUERY_TOO_LARGE', 'Too large.')
    const begin = Number(after ?? 0)
    const end = Math.min(150, begin + first)
    const items = Array.from({ length: end - begin }, (_, index) => ({
      _key: `shop/t-${begin + index}`,
      _health: { level: 'OK', word: '' },
      metadata: { creationTimestamp: '', deletionTimestamp: null },
    }))
    return { list: { columns: [], items, total: 150, resourceVersion: '1', denied: [], pageInfo: { endCursor: end < 150 ? String(end) : null } } }
  })
  const scope = { resource: { group: 'example.dev', version: 'v1', resource: 'things' }, namespace: 'shop' }
  const { rows, cursor } = await fetchRows(scope, plainQuestion, 1_000)
  expect([rows.length, cursor, rows.at(-1)?.name]).toEqual([150, null, 't-149'])
  expect(asked).toEqual([500, 63, 63, 63])
})
