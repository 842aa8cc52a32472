import { expect, test } from 'vitest'
import { createText } from '../text.ts'
import { checkObject } from './check-value.ts'
import type { KindSchema, Schema } from './schema-document.ts'

const t = createText('en', {})

const spec = (properties: Record<string, Schema>, more: Schema = {}): KindSchema => ({
  root: {
    type: 'object',
    properties: { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' }, spec: { type: 'object', properties, ...more } },
  },
  schemas: {},
})
const problemsOf = (document: KindSchema, value: unknown) =>
  checkObject(document, { apiVersion: 'a.io/v1', kind: 'Thing', metadata: { name: 'x', anything: 1 }, spec: value }, t).map(({ at, message }) => [
    at.join('.'),
    message,
  ])

test.each<[Schema, unknown, string | null]>([
  [{ type: 'string', minLength: 1 }, '', 'It must not be empty.'],
  [{ type: 'string', maxLength: 2 }, 'abc', 'It has 2 characters at most.'],
  [{ type: 'string', pattern: '^a+$' }, 'ab', 'It has to match ^a+$.'],
  // A pattern that only RE2 knows is left to the kube-apiserver.
  [{ type: 'string', pattern: '(?i)x' }, 'y', null],
  [{ type: 'string' }, 5, 'It is text; numbers and true or false are put in quotes.'],
  [{ type: 'string', enum: ['A', 'B'] }, 'C', 'It is one of A, B.'],
  [{ type: 'integer' }, 1.5, 'It is a whole number.'],
  [{ type: 'integer', minimum: 1 }, 0, 'It is 1 at least.'],
  [{ type: 'integer', maximum: 9 }, 10, 'It is 9 at most.'],
  [{ type: 'number' }, 1.5, null],
  [{ type: 'integer' }, 9_007_199_254_740_993n, null],
  [{ type: 'boolean' }, 'true', 'It is true or false.'],
  [{ 'x-kubernetes-int-or-string': true }, '25%', null],
  [{ 'x-kubernetes-int-or-string': true }, 9_007_199_254_740_993n, null],
  [{ 'x-kubernetes-int-or-string': true }, 2.5, 'It is a whole number or text.'],
  [{ type: 'array', items: {}, minItems: 1 }, [], 'It needs 1 item at least.'],
  [{ type: 'array', items: {} }, {}, 'It is a list.'],
  [{ type: 'object', additionalProperties: { type: 'string' } }, 'x', 'It is a map of fields.'],
  [{ type: 'string' }, null, 'It has no value.'],
  [{ type: 'string', nullable: true }, null, null],
  [{ type: 'object', 'x-kubernetes-preserve-unknown-fields': true }, { what: ['ever'] }, null],
])('%o of %o', (schema, value, message) => {
  expect(problemsOf(spec({ a: schema }), { a: value })).toEqual(message === null ? [] : [['spec.a', message]])
})

test('problems are told where they are, in lists and maps too', () => {
  const document = spec({
    list: { type: 'array', items: { type: 'object', properties: { port: { type: 'integer' } }, required: ['port'] } },
    map: { type: 'object', additionalProperties: { type: 'integer' } },
  })
  expect(problemsOf(document, { list: [{ port: 1 }, { port: 'x' }, {}], map: { a: 1, 'b.c': 'x' } })).toEqual([
    ['spec.list.1.port', 'It is a whole number.'],
    ['spec.list.2.port', 'Required.'],
    ['spec.map.b.c', 'It is a whole number.'],
  ])
})

test('fields that the schema does not know are told, unless it takes any', () => {
  expect(problemsOf(spec({ a: {} }), { b: 1 })).toEqual([['spec.b', 'The schema has no such field.']])
  expect(problemsOf(spec({ a: {} }, { 'x-kubernetes-preserve-unknown-fields': true }), { b: 1 })).toEqual([])
})

test('what has a default need not be given', () => {
  expect(problemsOf(spec({ a: { type: 'integer', default: 1 }, b: { type: 'integer' } }, { required: ['a', 'b'] }), {})).toEqual([['spec.b', 'Required.']])
})

test('of fields to choose among exactly one is needed where the schema says so', () => {
  const choice = spec({ a: {}, b: {} }, { oneOf: [{ required: ['a'] }, { required: ['b'] }] })
  expect(problemsOf(choice, { a: 1 })).toEqual([])
  expect(problemsOf(choice, {})).toEqual([['spec', 'Exactly one of these is needed: a, b.']])
  expect(problemsOf(choice, { a: 1, b: 2 })).toEqual([['spec', 'Exactly one of these is needed: a, b.']])
})

test('of fields that exclude each other one at most is taken, and of others one at least', () => {
  const none = { not: { anyOf: [{ required: ['a'] }, { required: ['b'] }] } }
  const exclusive = { oneOf: [none, { required: ['a'] }, { required: ['b'] }] }
  expect(problemsOf(spec({ a: {}, b: {} }, exclusive), {})).toEqual([])
  expect(problemsOf(spec({ a: {}, b: {} }, exclusive), { a: 1, b: 2 })).toEqual([['spec', 'At most one of these may be given: a, b.']])
  const either = spec({ a: {}, b: {} }, { anyOf: [{ required: ['a'] }, { required: ['b'] }] })
  expect(problemsOf(either, { b: 1 })).toEqual([])
  expect(problemsOf(either, {})).toEqual([['spec', 'One of these is needed at least: a, b.']])
})

test('of several choices beside each other each is one', () => {
  const two = spec(
    { a: {}, b: {}, c: {}, d: {} },
    { allOf: [{ oneOf: [{ required: ['a'] }, { required: ['b'] }] }, { oneOf: [{ required: ['c'] }, { required: ['d'] }] }] },
  )
  expect(problemsOf(two, { a: 1, d: 1 })).toEqual([])
  expect(problemsOf(two, { c: 1, d: 1 })).toEqual([
    ['spec', 'Exactly one of these is needed: a, b.'],
    ['spec', 'Exactly one of these is needed: c, d.'],
  ])
})

test('an object that contains itself, and one of nonsense, come to an end', () => {
  const self: KindSchema = {
    root: { type: 'object', properties: { spec: { $ref: '#/components/schemas/S' } } },
    schemas: { S: { type: 'object', properties: { s: { $ref: '#/components/schemas/S' }, n: { type: 'integer' } } } },
  }
  expect(problemsOf(self, { s: { s: { n: 'x' } } })).toEqual([['spec.s.s.n', 'It is a whole number.']])
  expect(checkObject(self, 'text', t)).toHaveLength(1)
  expect(checkObject({ root: {}, schemas: {} }, { spec: 1 }, t)).toEqual([])
})
