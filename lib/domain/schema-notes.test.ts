import { describe, expect, it } from 'vitest'
import { describeFields, fieldKey, findKindSchema } from './schema-notes.ts'

const document = {
  components: {
    schemas: {
      'dev.example.v1.Thing': {
        type: 'object',
        'x-kubernetes-group-version-kind': [{ group: 'example.dev', version: 'v1', kind: 'Thing' }],
        properties: {
          metadata: { description: 'Standard metadata.', allOf: [{ $ref: '#/components/schemas/Meta' }] },
          spec: {
            type: 'object',
            required: ['port'],
            description: 'What is wanted.',
            properties: {
              port: { 'x-kubernetes-int-or-string': true, description: 'Port.' },
              mode: { type: 'string', enum: ['A', 'B', null], default: 'A' },
              timeoutSeconds: { type: 'integer', format: 'int32', default: 10 },
              defaulted: { type: 'object', default: {} },
              routes: { type: 'array', items: { $ref: '#/components/schemas/Route' } },
              selector: { type: 'object', additionalProperties: { type: 'string' } },
            },
          },
        },
      },
      Meta: { type: 'object', description: 'Meta.', properties: { name: { type: 'string', description: 'Unique.' } } },
      Route: { type: 'object', properties: { host: { type: 'string', description: 'Host.' }, next: { $ref: '#/components/schemas/Route' } } },
      Loop: { $ref: '#/components/schemas/Loop' },
    },
  },
}
const schema = findKindSchema(document, { group: 'example.dev', version: 'v1', kind: 'Thing' })

describe('describeFields', () => {
  const notes = describeFields(document, schema, {
    metadata: { name: 'x', extra: 1 },
    spec: {
      mode: 'A',
      timeoutSeconds: 3,
      defaulted: {},
      port: 80,
      routes: [{ host: 'a' }, { next: { next: { host: 'b' } } }],
      selector: { 'a/b': 'c' },
      unknown: { deep: 1 },
    },
  })
  it('tells allowed values, defaults and formats', () => {
    expect(notes['/spec/mode']).toMatchObject({ values: ['A', 'B', 'null'], byDefault: '"A"' })
    expect(notes['/spec/timeoutSeconds']).toEqual({ type: 'integer', description: '', required: false, byDefault: '10', format: 'int32' })
    expect(notes['/spec/defaulted']).toEqual({ type: 'object', description: '', required: false })
  })
  it('describes nested fields through references and lists', () => {
    expect(notes['/spec/port']).toEqual({ type: 'integer or string', description: 'Port.', required: true })
    expect(notes['/spec/routes']).toMatchObject({ type: 'list of object', required: false })
    expect(notes['/spec/routes/*/host']?.description).toBe('Host.')
    expect(notes['/spec/routes/*/next/next/host']?.description).toBe('Host.')
    expect(notes['/spec/selector']?.type).toBe('map of string')
  })
  it('lets a description beside a reference win over the referenced one', () => {
    expect(notes['/metadata']?.description).toBe('Standard metadata.')
    expect(notes['/metadata/name']?.description).toBe('Unique.')
  })
  it('has no note for fields the schema does not know, or the keys of a map', () => {
    expect(notes['/spec/unknown']).toBeUndefined()
    expect(notes[fieldKey('/spec/selector', 'a/b')]).toBeUndefined()
  })
  it('is empty without a schema and ends on a reference to itself', () => {
    expect(describeFields(document, undefined, { a: 1 })).toEqual({})
    expect(describeFields(document, { $ref: '#/components/schemas/Loop' }, { a: 1 })).toEqual({})
    expect(describeFields(null, { $ref: '#/components/schemas/None' }, { a: 1 })).toEqual({})
  })
})

it('findKindSchema finds nothing in what is no document', () => {
  for (const bad of [null, 'x', {}, { components: [] }]) expect(findKindSchema(bad, { group: '', version: 'v1', kind: 'Pod' })).toBeUndefined()
})
