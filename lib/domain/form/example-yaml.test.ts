import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { createText } from '../text.ts'
import { checkObject } from './check-value.ts'
import { exampleYaml } from './example-yaml.ts'
import type { KindSchema, Schema } from './schema-document.ts'
import { starterObject } from './starter.ts'

const thing = (spec: Schema): KindSchema => ({
  root: { type: 'object', properties: { apiVersion: {}, kind: {}, metadata: {}, status: { type: 'object' }, spec } },
  schemas: {},
})
const schema = thing({
  type: 'object',
  required: ['host', 'tls'],
  properties: {
    host: { type: 'string', description: 'Where it is.\nAnd more of that.' },
    tls: { type: 'object', required: ['mode'], properties: { mode: { type: 'string', enum: ['A', 'B'] }, 'min.version': { type: 'integer', minimum: 1 } } },
    retries: { type: 'object', properties: { attempts: { type: 'integer', default: 3 }, on: { type: 'array', items: { type: 'string' } } } },
    routes: {
      type: 'array',
      items: { type: 'object', properties: { port: { type: 'integer' }, labels: { type: 'object', additionalProperties: { type: 'string' } } } },
    },
    a: { type: 'string' },
    b: { type: 'string' },
  },
  oneOf: [{ not: { anyOf: [{ required: ['a'] }, { required: ['b'] }] } }, { required: ['a'] }, { required: ['b'] }],
})
const text = exampleYaml(schema, 'example.dev/v1', 'Thing', 'shop')
/** With every comment that is a field taken up. */
const takenUp = (yaml: string) => yaml.replaceAll(/^(\s*)# /gm, '$1')

describe('an example of a schema', () => {
  test('is what one begins with, and all else in comments', () => {
    expect(parse(text)).toEqual(starterObject(schema, 'example.dev/v1', 'Thing', 'shop'))
    for (const said of ['## Where it is.', '# retries:', '#   attempts: 3', '# routes:', '# min.version: 1']) expect(text).toContain(said)
    expect(text).not.toContain('And more of that')
  })

  test('has of each field what the schema takes, once it is taken up', () => {
    const object = parse(takenUp(text)) as { spec: Record<string, unknown> }
    expect(object.spec).toMatchObject({ host: '', tls: { mode: 'A', 'min.version': 1 }, retries: { attempts: 3, on: [''] }, routes: [{ port: 0, labels: {} }] })
    const { b: _other, ...spec } = object.spec
    expect(checkObject(schema, { ...object, spec }, createText('en', {}))).toEqual([])
  })

  test('of a schema that contains itself, and of one with thousands of fields, comes to an end', () => {
    const self: KindSchema = {
      ...thing({ $ref: '#/components/schemas/S' }),
      schemas: { S: { type: 'object', properties: { s: { $ref: '#/components/schemas/S' } } } },
    }
    expect(parse(exampleYaml(self, 'v1', 'Self', undefined))).toMatchObject({ kind: 'Self', spec: {} })
    const many = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`f${index}`, { type: 'string' }]))
    expect(exampleYaml(thing({ type: 'object', properties: many }), 'v1', 'Wide', undefined).split('\n').length).toBeLessThan(700)
  })

  test('has in quotes what kubectl would read as something else', () => {
    const off = thing({ type: 'object', required: ['mode'], properties: { mode: { type: 'string', enum: ['Off', 'On'] } } })
    expect(exampleYaml(off, 'v1', 'Off', undefined)).toContain('mode: "Off"')
  })

  test('of a kind without a schema is bare', () => {
    expect(parse(exampleYaml({ root: {}, schemas: {} }, 'v1', 'Bare', undefined))).toEqual({ apiVersion: 'v1', kind: 'Bare', metadata: { name: '' } })
  })
})
