import { beforeEach, expect, it, vi } from 'vitest'
import { listKeysOperation } from '#contract/operations/list.ts'
import { plainQuestion } from '#domain/list-question.ts'
import { AppError } from '#errors/app-error.ts'
import { listKeys, mostChosen } from './list-keys.ts'
import { queryWhereFollowed } from './subscription.ts'

vi.mock('./subscription.ts', () => ({ queryWhereFollowed: vi.fn() }))

const scope = { resource: { group: 'example.dev', version: 'v1', resource: 'things' }, namespace: 'shop' }
const signal = new AbortController().signal
type Asked = { first: number; after: string | null; search?: string }

/** Answers from a list of so many; a page larger than `largest` is refused as too large. */
function serve(total: number, largest = 500): Asked[] {
  const asked: Asked[] = []
  vi.mocked(queryWhereFollowed).mockImplementation(async (operation, variables) => {
    expect(operation).toBe(listKeysOperation)
    const { first, after } = variables as Asked
    asked.push(variables as Asked)
    if (first > largest) throw new AppError('QUERY_TOO_LARGE', 'Too large.')
    const begin = Number(after ?? 0)
    const end = Math.min(total, begin + first)
    const items = Array.from({ length: end - begin }, (_, index) => ({ _key: `shop/t-${begin + index}`, metadata: { uid: `uid-${begin + index}` } }))
    return { list: { items, pageInfo: { endCursor: end < total ? String(end) : null } } }
  })
  return asked
}
beforeEach(() => {
  vi.mocked(queryWhereFollowed).mockReset()
})

it('reads page after page of what is asked until all are there', async () => {
  const asked = serve(1_100)
  const { objects, isCut } = await listKeys(scope, { ...plainQuestion, search: 'web' }, signal)
  expect(objects).toHaveLength(1_100)
  expect(objects.at(-1)).toEqual({ key: 'shop/t-1099', namespace: 'shop', name: 't-1099', uid: 'uid-1099' })
  expect(isCut).toBe(false)
  expect(asked.map(({ first, after, search }) => [first, after, search])).toEqual([
    [500, null, 'web'],
    [500, '500', 'web'],
    [500, '1000', 'web'],
  ])
})

it.each([
  [mostChosen, false],
  [mostChosen + 1, true],
])('takes no more than one action does, of %i', async (total, expected) => {
  const asked = serve(total)
  const { objects, isCut } = await listKeys(scope, plainQuestion, signal)
  expect(objects).toHaveLength(mostChosen)
  expect(isCut).toBe(expected)
  expect(asked).toHaveLength(mostChosen / 500)
})

it('asks for fewer at once where they are too large together, and from then on for no more', async () => {
  const asked = serve(150, 63)
  expect((await listKeys(scope, plainQuestion, signal)).objects).toHaveLength(150)
  expect(asked.map(({ first }) => first)).toEqual([500, 63, 63, 63])
})

it('counts an object once that moved to the next page meanwhile', async () => {
  vi.mocked(queryWhereFollowed)
    .mockResolvedValueOnce({ list: { items: [{ _key: '/a', metadata: { uid: '1' } }], pageInfo: { endCursor: 'a' } } })
    .mockResolvedValueOnce({
      list: {
        items: [
          { _key: '/a', metadata: { uid: '1' } },
          { _key: '/b', metadata: { uid: '2' } },
        ],
        pageInfo: { endCursor: null },
      },
    })
  expect((await listKeys(scope, plainQuestion, signal)).objects.map(({ namespace, name }) => [namespace, name])).toEqual([
    ['', 'a'],
    ['', 'b'],
  ])
})

it('throws what is refused', async () => {
  vi.mocked(queryWhereFollowed).mockRejectedValue(new AppError('FORBIDDEN', 'No.'))
  await expect(listKeys(scope, plainQuestion, signal)).rejects.toThrow('No.')
})
