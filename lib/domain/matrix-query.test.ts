import { expect, test } from 'vitest'
import { parseMatrixQuery, withMatrixQuery } from './matrix-query.ts'

test('what is written is read again, and all else stays', () => {
  const written = withMatrixQuery(new URLSearchParams('verb=get&filter=old'), { filter: ' virtual ', closed: true })
  expect(written.toString()).toBe('verb=get&filter=virtual&closed=true')
  expect(parseMatrixQuery(written)).toEqual({ filter: 'virtual', closed: true })
})

test('what is not narrowed is not said, and what is said wrongly counts as not said', () => {
  expect(withMatrixQuery(new URLSearchParams('verb=get&filter=old&closed=true'), { filter: ' ', closed: false }).toString()).toBe('verb=get')
  expect(parseMatrixQuery(new URLSearchParams('closed=perhaps'))).toEqual({ filter: '', closed: false })
})
