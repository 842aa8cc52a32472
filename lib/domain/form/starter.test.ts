import { expect, test } from 'vitest'
import { createText } from '../text.ts'
import { checkObject } from './check-value.ts'
import type { KindSchema, Schema } from './schema-document.ts'
import { emptyValue, starterObject } from './starter.ts'

const none: KindSchema = { root: {}, schemas: {} }

test.each<[Schema, unknown]>([
  [{ type: 'string' }, ''],
  [{ type: 'string', default: 'x' }, 'x'],
  [{ type: 'string', enum: ['B', 'A'] }, 'B'],
  [{ type: 'integer', minimum: 2 }, 2],
  [{ type: 'boolean' }, false],
  [{ type: 'array', items: { type: 'string' }, minItems: 2 }, ['', '']],
  [{ type: 'object', additionalProperties: { type: 'string' } }, {}],
  [{ 'x-kubernetes-preserve-unknown-fields': true }, {}],
  [{ type: 'object', required: ['a'], properties: { a: { type: 'integer' }, b: { type: 'string' } } }, { a: 0 }],
  [{ type: 'object', properties: { a: { type: 'string' }, b: {} }, oneOf: [{ required: ['a'] }, { required: ['b'] }] }, { a: '' }],
  [{ type: 'object', default: {}, required: ['a'], properties: { a: { type: 'integer' }, b: { type: 'string' } } }, { a: 0 }],
  [{ type: 'object', default: { b: 'x' }, properties: { a: {}, b: { type: 'string' } }, oneOf: [{ required: ['a'] }, { required: ['b'] }] }, { b: 'x' }],
])('%o begins as %o', (schema, expected) => {
  expect(emptyValue(none, schema)).toEqual(expected)
})

test('a schema that needs itself comes to an end', () => {
  const self: KindSchema = { root: {}, schemas: { S: { type: 'object', required: ['s'], properties: { s: { $ref: '#/components/schemas/S' } } } } }
  expect(JSON.stringify(emptyValue(self, { $ref: '#/components/schemas/S' }))).toContain('{"s":{"s":')
})

test('an object begins with its spec, and lacks only what has to be chosen', () => {
  const thing: KindSchema = {
    root: {
      type: 'object',
      properties: {
        apiVersion: {},
        kind: {},
        metadata: {},
        status: { type: 'object' },
        spec: { type: 'object', required: ['host'], properties: { host: { type: 'string', minLength: 1 } } },
        rules: { type: 'array', items: {} },
      },
      required: ['rules'],
    },
    schemas: {},
  }
  const object = starterObject(thing, 'a.io/v1', 'Thing', 'shop')
  expect(object).toEqual({ apiVersion: 'a.io/v1', kind: 'Thing', metadata: { name: '', namespace: 'shop' }, spec: { host: '' }, rules: [] })
  expect(checkObject(thing, object, createText('en', {})).map(({ at }) => at.join('.'))).toEqual(['spec.host'])
  expect(starterObject(thing, 'a.io/v1', 'Thing', undefined)['metadata']).toEqual({ name: '' })
})
