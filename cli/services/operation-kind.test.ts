import { expect, test } from 'vitest'
import { isSubscription } from './operation-kind.ts'

test.each([
  ['{ me { name } }', null, false],
  ['query subscription { a }', null, false],
  ['subscription { a }', null, true],
  ['# query\nsubscription A($x: In = {a: "}"}) @live { a(text: """ query { """) { b } }', null, true],
  ['query A { subscription }', null, false],
  ['fragment F on A { b }\nsubscription { ...F }', null, true],
  ['query A { a } subscription B { b }', 'B', true],
  ['query A { a } subscription B { b }', 'A', false],
  ['subscription B { b }', 'C', false],
] as const)('%s, operation %s', (document, operationName, expected) => {
  expect(isSubscription({ document, operationName })).toBe(expected)
})
