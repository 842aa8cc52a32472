import { expect, test } from 'vitest'
import { jsonDepth } from './json-depth.ts'

test.each([
  ['1', 0],
  ['{}', 1],
  ['{"a":[{"b":1}],"c":{}}', 3],
  ['["[[[["]', 1],
  ['["\\"[[["]', 1],
  ['["\\\\",[["x"]]]', 3],
  ['[[],[],[[]]]', 3],
  // No JSON, and no reason to hang.
  [']]]][', 0],
  ['["', 1],
])('%s nests %d deep', (text, depth) => expect(jsonDepth(text, 1_000)).toBe(depth))

test('three megabytes of brackets are told', () => {
  expect(jsonDepth('['.repeat(3_000_000), 100)).toBe(101)
  expect(jsonDepth(`["${'\\\\'.repeat(1_000_000)}"]`, 100)).toBe(1)
})
