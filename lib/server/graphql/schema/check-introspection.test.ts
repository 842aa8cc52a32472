import { getIntrospectionQuery, parse } from 'graphql'
import { expect, test } from 'vitest'
import { checkIntrospection } from './check-introspection.ts'

test.each([
  ['what tools ask', getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true })],
  ['single types', '{ a: __type(name: "A") { ...T } b: __type(name: "B") { ...T } __typename } fragment T on __Type { name fields { name } }'],
])('%s is answered', (_what, text) => {
  expect(() => checkIntrospection(parse(text))).not.toThrow()
})

test.each([
  ['the schema twice', '{ a: __schema { types { name } } __schema { types { name } } }', 'a: __schema'],
  ['its types twice', '{ __schema { types { name } again: types { name } } }', 'again: types'],
  ['fields twice, in a fragment', '{ __schema { types { ...T } } } fragment T on __Type { fields { name } more: fields { name } }', 'more: fields'],
  ['many types', `{ ${Array.from({ length: 51 }, (_, index) => `t${index}: __type(name: "A") { name }`).join(' ')} }`, '51 single types'],
])('%s is refused', (_what, text, message) => {
  expect(() => checkIntrospection(parse(text))).toThrow(expect.objectContaining({ code: 'QUERY_TOO_LARGE', message: expect.stringContaining(message) }))
})
