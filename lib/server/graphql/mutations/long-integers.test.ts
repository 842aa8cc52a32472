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

test('cost nothing beside what they stand among: no value is looked at but those on the way to them', () => {
  const json = JSON.stringify({ first: long, others: Array.from({ length: 1_000 }, () => ({ a: 0 })) })
  const parse = vi.spyOn(JSON, 'parse')
  const read = parseWithLongIntegers(json, [{ path: ['first'], digits: '9007199254740993' }])
  // A reviver would be called for each: ten times as long.
  expect(parse.mock.calls).toEqual([[json]])
  expect(JSON.stringify(read)).toBe(json)
})
