import { expect, test } from 'vitest'
import { compareResourceVersions } from './resource-version.ts'

test.each([
  ['9', '10', -1],
  ['10', '9', 1],
  ['10', '10', 0],
  ['', '1', -1],
  ['900719925474099312345', '900719925474099312346', -1],
])('%j and %j are in order', (a, b, expected) => {
  expect(Math.sign(compareResourceVersions(a, b))).toBe(expected)
})

test('what is no number is of no known order', () => {
  expect([compareResourceVersions('v2', '1'), compareResourceVersions('1', 'v2')]).toEqual([0, 0])
})
