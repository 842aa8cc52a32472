import { expect, test, vi } from 'vitest'
import { exactInteger } from '../schema/raw-json.ts'
import { findLongIntegers, parseWithLongIntegers } from './long-integers.ts'

const long = exactInteger('9007199254740993')

test('are where they were and what they were, whatever the keys', () => {
  const json = JSON.stringify([{ a: [1, long], 'b.c': { '': long } }, JSON.parse('{"__proto__":{"x":1}}')]).replace('"x":1', '"x":12345678901234567890')
  const value = [{ a: [1, long], 'b.c': { '': long } }, Object.fromEntries([['__proto__', { x: exactInteger('12345678901234567890') }]])]
  const found = findLongIntegers(value)
  expect(found.map(({ path }) => path)).toEqual([
    [0, 'a', 1],
    [0, 'b.c', ''],
    [1, '__proto__', 'x'],
  ])
  expect(JSON.stringify(parseWithLongIntegers(json, found))).toBe(json)
})

test('are put where they stand, and what they stand among is not looked at for them', () => {
  const value = { first: long, second: 0 }
  const [json, found] = [JSON.stringify(value), findLongIntegers(value)]
  const parse = vi.spyOn(JSON, 'parse')
  expect(parseWithLongIntegers(json, found)).toEqual(value)
  // Without a reviver.
  expect(parse.mock.calls).toEqual([[json]])
})
