import { expect, test } from 'vitest'
import type { SearchItem, SearchResult } from '#contract/operations/kinds.ts'
import { mergeFound } from './merge-found.ts'

const item = (name: string, score: number): SearchItem => ({
  score,
  object: { apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'shop', name }, _health: { level: 'OK', word: '' }, _links: { page: `/${name}` } },
  matched: ['name'],
})
const result = (items: SearchItem[], more: Partial<SearchResult> = {}): SearchResult => ({
  items,
  total: items.length,
  searched: 3,
  notSearched: [],
  complete: true,
  ...more,
})

test('the best of several searches come first, whichever found them, and all that were found count', () => {
  const answers = [
    { everywhere: result([item('web', 100), item('a-web-b', 60)], { searched: 7 }), within: result([item('website', 80)]) },
    { within: result([item('web-1', 80)], { total: 9, searched: 2, complete: false }) },
  ]
  const { items, ...rest } = mergeFound(answers, 3)
  expect(items.map(({ object }) => object.metadata.name)).toEqual(['web', 'web-1', 'website'])
  expect(rest).toEqual({ total: 12, searched: 10, complete: false })
})

test('nothing was asked, nothing is found', () => {
  expect(mergeFound([], 3)).toEqual({ items: [], total: 0, searched: 0, complete: true })
})
