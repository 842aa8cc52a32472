import { expect, test } from 'vitest'
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

test('cost next to nothing beside what they stand among', () => {
  const value = { first: long, ...Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`k${index}`, 0])) }
  const [json, found] = [JSON.stringify(value), findLongIntegers(value)]
  const startedAt = performance.now()
  parseWithLongIntegers(json, found)
  // Some 25 ms; 150 with a reviver.
  expect(performance.now() - startedAt).toBeLessThan(100)
})
