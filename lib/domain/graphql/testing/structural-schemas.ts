import fc from 'fast-check'
import { isRecord } from '../../object-diff.ts'
import { anyString } from '../../testing/any-string.ts'
import type { OpenApiSchema } from '../open-api-schema.ts'

/** Keys of objects: of them many that GraphQL has no names for. */
export const oddKey = fc.oneof(
  fc.constantFrom('a', 'b', 'spec', 'x-y', '_a', '__typename', '9', '', 'constructor', '__proto__', 'a_u5f_', 'ä', 'key', 'value', 'items'),
  anyString({ maxLength: 4 }),
)

const leaf: fc.Arbitrary<OpenApiSchema> = fc.constantFrom<OpenApiSchema>(
  { type: 'string' },
  { type: 'string', format: 'date-time' },
  { type: 'string', enum: ['A', 'B_1'] },
  { type: 'string', enum: ['', 'a-b'] },
  { type: 'boolean' },
  { type: 'number' },
  { type: 'integer', format: 'int32' },
  { type: 'integer', format: 'int64' },
  { 'x-kubernetes-int-or-string': true },
  { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  { type: 'object', additionalProperties: { type: 'string' } },
)

/** Structural schemas as CRDs have them (apiextensions v1). */
export const structuralSchema: fc.Arbitrary<OpenApiSchema> = fc.letrec<{ schema: OpenApiSchema }>(tie => ({
  schema: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    tie('schema').map(items => ({ type: 'array', items })),
    tie('schema').map(additionalProperties => ({ type: 'object', additionalProperties })),
    objectSchema(tie('schema')),
  ),
})).schema

/** With one field at least, some required. */
export function objectSchema(field: fc.Arbitrary<OpenApiSchema>): fc.Arbitrary<OpenApiSchema> {
  const entries = fc.uniqueArray(fc.tuple(oddKey, field), { minLength: 1, maxLength: 4, selector: ([key]) => key })
  return fc.tuple(entries, fc.boolean()).map(([fields, isOpen]) => ({
    type: 'object',
    properties: Object.fromEntries(fields),
    required: fields.slice(0, 1).map(([key]) => key),
    ...(isOpen ? { 'x-kubernetes-preserve-unknown-fields': true } : {}),
  }))
}

/** Values that fit a schema. None is null, and numbers are those that JavaScript holds. */
export function fittingValue(schema: OpenApiSchema): fc.Arbitrary<unknown> {
  const { type, properties, additionalProperties, items } = schema
  if (schema['x-kubernetes-int-or-string'] === true) return fc.oneof(fc.integer(), fc.string())
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...schema['enum'])
  if (type === 'boolean') return fc.boolean()
  if (type === 'number') return fc.double({ noNaN: true, noDefaultInfinity: true }).map(value => (Object.is(value, -0) ? 0 : value))
  if (type === 'integer') return schema['format'] === 'int32' ? fc.integer() : fc.maxSafeInteger()
  if (type === 'string') return schema['format'] === 'date-time' ? fc.constant('2026-01-31T09:30:00Z') : fc.string({ unit: 'grapheme' })
  if (type === 'array') return fc.array(fittingValue(asSchema(items)), { maxLength: 3 })
  if (isRecord(additionalProperties)) return mapOf(fc.dictionary(oddKey, fittingValue(additionalProperties), { maxKeys: 3, noNullPrototype: true }))
  if (!isRecord(properties)) return mapOf(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 2, noNullPrototype: true }))
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  const fields = Object.entries(properties).map(([key, field]) => {
    const value = fittingValue(asSchema(field))
    return (required.includes(key) ? value : fc.option(value)).map(given => [key, given] as const)
  })
  return fc.tuple(...fields).map(entries => Object.fromEntries(entries.filter(([, value]) => value !== null)))
}

// As JSON.parse makes them of what is written: `__proto__` is a key like others, and -0 is 0.
function mapOf(map: fc.Arbitrary<Record<string, unknown>>): fc.Arbitrary<unknown> {
  return map.map(value => JSON.parse(JSON.stringify(value)))
}

function asSchema(value: unknown): OpenApiSchema {
  return isRecord(value) ? value : {}
}
