import { expect, it } from 'vitest'
import { createMergePatch } from './merge-patch.ts'

it('holds only what changed, null for what went, lists whole', () => {
  const from = { a: 1, b: { c: 1, d: 2 }, list: [1, 2], gone: true }
  expect(createMergePatch(from, { a: 1, b: { c: 5, d: 2 }, list: [1], fresh: 'x' })).toEqual({ gone: null, b: { c: 5 }, list: [1], fresh: 'x' })
})
it('is empty for objects that are alike', () => {
  expect(createMergePatch({ a: { b: [1] } }, { a: { b: [1] } })).toEqual({})
})
