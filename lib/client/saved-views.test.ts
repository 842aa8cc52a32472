import { expect, test } from 'vitest'
import { parseViews } from './saved-views.ts'

test.each([
  [null, []],
  ['nonsense', []],
  ['{"a":1}', []],
  ['[{"name":"failing","query":"health=failing"},{"name":1,"query":""},null]', [{ name: 'failing', query: 'health=failing' }]],
])('of %s', (text, expected) => {
  expect(parseViews(text)).toEqual(expected)
})
