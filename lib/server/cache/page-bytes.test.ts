import { expect, test } from 'vitest'
import { createPageBytes } from './page-bytes.ts'

test('a page may take so much, and not a byte more', () => {
  const bytes = createPageBytes(10)
  for (const each of [4, 6]) bytes.add(each)
  expect(() => bytes.add(1)).toThrow(expect.objectContaining({ code: 'QUERY_TOO_LARGE', details: { limit: 'pageBytes', max: 10 } }))
})
