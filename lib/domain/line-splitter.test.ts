import { expect, it } from 'vitest'
import { createLineSplitter } from './line-splitter.ts'

it('holds back an unfinished line however the pieces fall', () => {
  const split = createLineSplitter()
  expect([split('{"a"'), split(':1}\n{"b":'), split('2}\n\n'), split('rest')]).toEqual([[], ['{"a":1}'], ['{"b":2}'], []])
})
