import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { readHistory, remember } from './explorer-history.ts'

let held: string | null
beforeEach(() => {
  held = null
  vi.stubGlobal('sessionStorage', {
    getItem: () => held,
    setItem: (_: string, value: string) => {
      held = value
    },
  })
})
afterEach(() => vi.unstubAllGlobals())

it('keeps the newest twenty, each once', () => {
  for (let at = 0; at < 30; at += 1) remember({ query: `{ a${at} }`, variables: '', atMs: at })
  const history = remember({ query: '{ a25 }', variables: '', atMs: 99 })
  expect(history).toHaveLength(20)
  expect(history.slice(0, 2).map(({ query }) => query)).toEqual(['{ a25 }', '{ a29 }'])
  expect(readHistory()).toEqual(history)
})

it.each(['null', '{}', 'no JSON', '[1, {"query": 1}]'])('takes %s in the storage for none', text => {
  held = text
  expect(readHistory()).toEqual([])
})

it('works where storage is forbidden', () => {
  vi.stubGlobal('sessionStorage', undefined)
  expect(remember({ query: '{ a }', variables: '', atMs: 1 })).toHaveLength(1)
})
