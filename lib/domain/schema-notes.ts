import { isRecord } from './object-diff.ts'

/**
 * What a schema says of one field. `type` as a reader would say it: `string`, `integer`, `list of object`, `map of string`. `values`: those that
 * an enum allows; `byDefault`: what the server writes where nothing is, as JSON; `format`: `int32`, `date-time`.
 */
export type FieldNote = { type: string; description: string; required: boolean; values?: string[]; byDefault?: string; format?: string }
export type FieldNotes = Record<string, FieldNote>

type Schema = Record<string, unknown>

const mostValues = 20
const longestDefault = 80
type Kind = { group: string; version: string; kind: string }

/** The schema of one kind in an OpenAPI v3 document, or undefined where the document has none. */
export function findKindSchema(document: unknown, wanted: Kind): Schema | undefined {
  return Object.values(schemasOf(document)).find(schema => {
    const kinds = isRecord(schema) ? schema['x-kubernetes-group-version-kind'] : undefined
    return (
      Array.isArray(kinds) &&
      kinds.some(kind => isRecord(kind) && (kind.group ?? '') === wanted.group && kind.version === wanted.version && kind.kind === wanted.kind)
    )
  }) as Schema | undefined
}

/**
 * Notes on every field that `value` holds, keyed by `fieldKey`. References are followed one at a time, only as deep as
 * the value goes, so schemas that contain themselves end. Fields without a schema have no note.
 */
export function describeFields(document: unknown, schema: Schema | undefined, value: unknown): FieldNotes {
  const notes: FieldNotes = {}
  if (schema) visit(document, resolve(document, schema), value, '', notes)
  return notes
}

/** Key of a field: steps joined by `/`, any place of a list as `*`. */
export function fieldKey(parent: string, step: string | number): string {
  return `${parent}/${typeof step === 'number' ? '*' : step.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

function visit(document: unknown, schema: Schema, value: unknown, key: string, notes: FieldNotes): void {
  if (Array.isArray(value)) {
    const items = resolve(document, schema.items)
    for (const item of value) visit(document, items, item, fieldKey(key, 0), notes)
    return
  }
  if (!isRecord(value)) return
  const required = Array.isArray(schema.required) ? schema.required : []
  for (const [name, child] of Object.entries(value)) {
    const own = isRecord(schema.properties) && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined
    const childSchema = resolve(document, own ?? schema.additionalProperties)
    const childKey = fieldKey(key, name)
    if (own !== undefined) notes[childKey] ??= note(document, childSchema, required.includes(name))
    visit(document, childSchema, child, childKey, notes)
  }
}

function note(document: unknown, schema: Schema, required: boolean): FieldNote {
  const { description, format } = schema
  const values = Array.isArray(schema.enum) ? schema.enum.slice(0, mostValues).map(value => (typeof value === 'string' ? value : JSON.stringify(value))) : []
  // A default as long as an object is described with its fields.
  const byDefault = schema.default === undefined ? '' : JSON.stringify(schema.default)
  return {
    type: typeText(document, schema, 0),
    description: typeof description === 'string' ? description.trim() : '',
    required,
    ...(values.length > 0 ? { values } : {}),
    ...(byDefault !== '' && byDefault !== '{}' && byDefault.length <= longestDefault ? { byDefault } : {}),
    ...(typeof format === 'string' && format !== '' ? { format } : {}),
  }
}

function typeText(document: unknown, schema: Schema, depth: number): string {
  if (schema['x-kubernetes-int-or-string'] === true) return 'integer or string'
  if (schema.type === 'array') return depth > 2 ? 'list' : `list of ${typeText(document, resolve(document, schema.items), depth + 1)}`
  if (isRecord(schema.additionalProperties))
    return depth > 2 ? 'map' : `map of ${typeText(document, resolve(document, schema.additionalProperties), depth + 1)}`
  return typeof schema.type === 'string' ? schema.type : 'object'
}

/** A schema with its `$ref` and single-branch `allOf` opened. What stands beside them (a description, a default) wins. */
function resolve(document: unknown, schema: unknown, depth = 0): Schema {
  if (!isRecord(schema)) return {}
  if (depth > 16) return schema
  const parts: unknown[] = typeof schema.$ref === 'string' ? [lookUp(document, schema.$ref)] : []
  if (Array.isArray(schema.allOf)) parts.push(...schema.allOf)
  if (parts.length === 0) return schema
  const { $ref: _ref, allOf: _allOf, ...own } = schema
  const resolved = parts.map(part => resolve(document, part, depth + 1))
  const properties = Object.assign({}, ...resolved.map(part => part.properties), own.properties)
  return { ...Object.assign({}, ...resolved), ...own, ...(Object.keys(properties).length > 0 ? { properties } : {}) }
}

function lookUp(document: unknown, reference: string): unknown {
  const name = reference.replace(/^#\/components\/schemas\//, '')
  const schemas = schemasOf(document)
  return Object.hasOwn(schemas, name) ? schemas[name] : {}
}

function schemasOf(document: unknown): Record<string, unknown> {
  const components = isRecord(document) ? document.components : undefined
  const schemas = isRecord(components) ? components.schemas : undefined
  return isRecord(schemas) ? schemas : {}
}
