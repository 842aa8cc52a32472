import { expect, it } from 'vitest'
import { countFields, pathText, sameValue } from './object-diff.ts'

it('sameValue overlooks the order of keys and fields that are undefined, and nothing else', () => {
  expect(sameValue({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1, d: undefined })).toBe(true)
  expect(sameValue([1, 2], [2, 1])).toBe(false)
  expect(sameValue({}, [])).toBe(false)
  expect(sameValue({ a: null }, {})).toBe(false)
})

it('countFields counts all depths and stops at its limit', () => {
  expect(countFields({ a: [1, 2], b: { c: 'x' } }, 100)).toBe(5)
  expect(countFields(Array(50).fill({ a: 1 }), 10)).toBe(10)
  expect(countFields('text', 10)).toBe(0)
})

it('pathText writes list places in brackets', () => {
  expect(pathText(['spec', 'http', 0, 'route'])).toBe('spec.http[0].route')
})
