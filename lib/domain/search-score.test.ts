import { expect, test } from 'vitest'
import { createBestOf } from './best-of.ts'
import { searchScore, searchWords } from './search-score.ts'

const object = {
  name: 'reviews-v2',
  namespace: 'shop',
  labels: { app: 'reviews' },
  annotations: { 'dev.test/team': 'Payments, of the reviews' },
  cells: [
    { column: 'Name', text: 'reviews-v2' },
    { column: 'Host', text: 'api.example.com' },
  ],
}
const score = (text: string) => searchScore(searchWords(text), object)

test.each([
  ['reviews-v2', 100, ['name']],
  ['REVIEWS', 80, ['name', 'label app', 'annotation dev.test/team']],
  ['payments', 10, ['annotation dev.test/team']],
  ['team=pay', 10, ['annotation dev.test/team']],
  ['v2', 60, ['name']],
  ['shop', 40, ['namespace']],
  ['app=rev', 30, ['label app']],
  ['example', 20, ['column Host']],
  ['reviews-v2 shop', 40, ['name', 'namespace']],
])('%s scores %i by %j', (text, expected, matched) => {
  expect(score(text)).toEqual({ score: expected, matched })
})

test.each(['', '  ', 'cart', 'reviews cart'])('%j is not found', text => {
  expect(score(text)).toBeNull()
})

test('the best of many are kept, however many there were', () => {
  const best = createBestOf<number>(3, (a, b) => b - a)
  for (let at = 0; at < 1_000; at += 1) best.add((at * 7919) % 1_000)
  expect([best.best(), best.count]).toEqual([[999, 998, 997], 1_000])
})
