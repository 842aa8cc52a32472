import { expect, it } from 'vitest'
import { cellText } from './cell-text.ts'

it('shows nothing for null, the first line of a text as such, JSON for a structure', () => {
  expect([null, undefined, 0, false, 'a\nb', 'a\r\n', ['x'], { a: 1 }].map(cellText)).toEqual(['', '', '0', 'false', 'a...', 'a...', '["x"]', '{"a":1}'])
})
