import { describe, expect, test } from 'vitest'
import { type FormNode, formNode } from './form-node.ts'
import { kindSchema, openSchema, type Schema } from './schema-document.ts'

const document = {
  components: {
    schemas: {
      'io.a.Thing': {
        type: 'object',
        'x-kubernetes-group-version-kind': [{ group: 'a.io', version: 'v1', kind: 'Thing' }],
        properties: { spec: { allOf: [{ $ref: '#/components/schemas/io.a.Spec' }], description: 'What it is to be.', default: {} } },
      },
      'io.a.Spec': { type: 'object', required: ['size'], properties: { size: { type: 'integer' }, inner: { $ref: '#/components/schemas/io.a.Spec' } } },
      'io.a.Other': { type: 'object' },
    },
  },
}
const thing = kindSchema(document, { group: 'a.io', version: 'v1', kind: 'Thing' })
const none = { root: {}, schemas: {} }
const node = (schema: Schema): FormNode => formNode(none, schema)

test('of a document all that is of the kind is taken, and schemas that contain themselves end', () => {
  expect(Object.keys(thing?.schemas ?? {})).toEqual(['io.a.Spec'])
  expect(kindSchema(document, { group: 'a.io', version: 'v2', kind: 'Thing' })).toBeNull()
  expect(kindSchema('nonsense', { group: 'a.io', version: 'v1', kind: 'Thing' })).toBeNull()
})

test('what stands beside a reference wins, and what it refers to is there', () => {
  const spec = openSchema(thing ?? none, thing?.root['properties'] && (thing.root['properties'] as Record<string, Schema>)['spec'])
  expect(spec).toMatchObject({ type: 'object', description: 'What it is to be.', default: {}, required: ['size'] })
})

describe('a value is edited', () => {
  test.each<[string, Schema, Partial<FormNode>]>([
    [
      'text',
      { type: 'string', pattern: '^a', minLength: 1, maxLength: 9, format: 'date-time', default: 'x' },
      { kind: 'text', pattern: '^a', minLength: 1, maxLength: 9, format: 'date-time', fallback: 'x' },
    ],
    ['a choice', { type: 'string', enum: ['A', 'B'] }, { kind: 'choice', options: ['A', 'B'] }],
    ['a number', { type: 'integer', minimum: 1, maximum: 5, exclusiveMaximum: true }, { kind: 'number', isInteger: true, minimum: 1, maximum: 4 }],
    ['yes or no', { type: 'boolean', nullable: true }, { kind: 'boolean', nullable: true }],
    ['a number or text', { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] }, { kind: 'intOrString' }],
    ['a number or text of built-in kinds', { oneOf: [{ type: 'integer' }, { type: 'string' }] }, { kind: 'intOrString' }],
    ['a list', { type: 'array', items: { type: 'string' }, minItems: 1 }, { kind: 'list', item: { type: 'string' }, minItems: 1 }],
    ['a map', { type: 'object', additionalProperties: { type: 'string' } }, { kind: 'map', value: { type: 'string' } }],
    ['as YAML', { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }, { kind: 'island' }],
    ['as YAML where nothing is said', {}, { kind: 'island' }],
    ['as YAML where any map is taken', { type: 'object', additionalProperties: true }, { kind: 'island' }],
  ])('as %s', (_, schema, expected) => {
    expect(node(schema)).toMatchObject(expected)
  })
})

test('an object that keeps what its schema does not name is open', () => {
  const properties = { a: { type: 'string' } }
  expect(node({ type: 'object', properties })).toMatchObject({ kind: 'object', open: false })
  expect(node({ type: 'object', properties, 'x-kubernetes-preserve-unknown-fields': true })).toMatchObject({ kind: 'object', open: true })
  expect(node({ type: 'object', properties, 'x-kubernetes-embedded-resource': true })).toMatchObject({ kind: 'object', open: true })
})

test('fields that are required come first, then all by name', () => {
  const object = node({ type: 'object', required: ['z'], properties: { b: { type: 'string' }, z: { type: 'string', description: ' Last. ' }, a: {} } })
  expect(object.kind === 'object' && object.fields.map(({ name, required, description }) => [name, required, description])).toEqual([
    ['z', true, 'Last.'],
    ['a', false, ''],
    ['b', false, ''],
  ])
})

test('branches that require fields are a choice among them; one that requires none makes it free', () => {
  const fields = { type: 'object', properties: { a: {}, b: {} } }
  expect(node({ ...fields, oneOf: [{ required: ['a'] }, { required: ['b', 'c'] }] }).choices).toEqual([{ of: 'one', options: [['a'], ['b', 'c']] }])
  expect(
    node({ ...fields, oneOf: [{ not: { anyOf: [{ required: ['a'] }, { required: ['b'] }] } }, { required: ['a'] }, { required: ['b'] }] }).choices,
  ).toEqual([{ of: 'atMostOne', options: [['a'], ['b']] }])
  expect(node({ ...fields, anyOf: [{ required: ['a'] }] }).choices).toEqual([])
  expect(node({ ...fields, anyOf: [{ required: ['a'] }, { required: ['b'] }] }).choices).toEqual([{ of: 'any', options: [['a'], ['b']] }])
  expect(node({ ...fields, anyOf: [{ required: ['a'] }, { required: ['b'] }, {}] }).choices, 'one that asks for nothing').toEqual([])
  expect(node({ ...fields, oneOf: [{}, { required: ['a'] }, { required: ['b'] }] }).choices).toEqual([])
})

test('rules are told with their messages', () => {
  expect(node({ type: 'object', 'x-kubernetes-validations': [{ rule: 'self.a < self.b', message: 'a is below b' }, 'nonsense'] }).rules).toEqual([
    { rule: 'self.a < self.b', message: 'a is below b', messageExpression: '' },
  ])
})
