import { isRecord } from '../object-diff.ts'

/** A schema as OpenAPI v3 has it (JSON Schema with `$ref` and `nullable`), and Kubernetes' own `x-kubernetes-…`. */
export type Schema = Readonly<Record<string, unknown>>
/** The schema of one kind and of all that it refers to, by the last part of their `$ref`. */
export type KindSchema = { readonly root: Schema; readonly schemas: Readonly<Record<string, Schema>> }

type Kind = { group: string; version: string; kind: string }

const refPrefix = '#/components/schemas/'

/** What of an OpenAPI v3 document is about one kind; null where it has no schema for it. */
export function kindSchema(document: unknown, wanted: Kind): KindSchema | null {
  const all = schemasOf(document)
  const root = Object.values(all).find(schema => isOfKind(schema, wanted))
  if (!root) return null
  const schemas: Record<string, Schema> = {}
  const waiting = refsIn(root)
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const schema = Object.hasOwn(all, name) ? all[name] : undefined
    if (schema === undefined || Object.hasOwn(schemas, name)) continue
    schemas[name] = schema
    waiting.push(...refsIn(schema))
  }
  return { root, schemas }
}

/** A schema with its `$ref` and `allOf` opened; what stands beside them (a description, a default) wins. Of several choices each stays, in `allOf`. */
export function openSchema({ schemas }: Pick<KindSchema, 'schemas'>, schema: unknown, depth = 0): Schema {
  if (!isRecord(schema)) return {}
  if (depth > 16) return schema
  const { $ref, allOf, ...own } = schema
  const parts: unknown[] = typeof $ref === 'string' ? [schemas[refName($ref)]] : []
  // Parts that only narrow (`required`, `not`) are no parts of a structure.
  if (Array.isArray(allOf)) parts.push(...allOf)
  if (parts.length === 0) return schema
  const opened = parts.map(part => openSchema({ schemas }, part, depth + 1))
  const merged: Record<string, unknown> = Object.assign({}, ...opened, own)
  const properties = Object.assign({}, ...opened.map(part => part['properties']), own['properties'])
  const required = [...opened, own].flatMap(part => (Array.isArray(part['required']) ? part['required'] : []))
  const choices = [...opened, own].flatMap(choicesIn)
  if (choices.length > 1) for (const key of choosing) delete merged[key]
  return {
    ...merged,
    ...(choices.length > 1 ? { allOf: choices } : {}),
    ...(Object.keys(properties).length > 0 ? { properties } : {}),
    ...(required.length > 0 ? { required: [...new Set(required)] } : {}),
  }
}

const choosing = ['oneOf', 'anyOf']

function choicesIn(part: Schema): Schema[] {
  const own = Object.fromEntries(choosing.filter(key => part[key] !== undefined).map(key => [key, part[key]]))
  return [...(Object.keys(own).length > 0 ? [own] : []), ...(Array.isArray(part['allOf']) ? part['allOf'].filter(isRecord) : [])]
}

function isOfKind(schema: Schema, { group, version, kind }: Kind): boolean {
  const kinds = schema['x-kubernetes-group-version-kind']
  return Array.isArray(kinds) && kinds.some(each => isRecord(each) && (each['group'] ?? '') === group && each['version'] === version && each['kind'] === kind)
}

function refsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(refsIn)
  if (!isRecord(value)) return []
  return Object.entries(value).flatMap(([key, child]) => (key === '$ref' && typeof child === 'string' ? [refName(child)] : refsIn(child)))
}

function refName(ref: string): string {
  return ref.startsWith(refPrefix) ? ref.slice(refPrefix.length) : ref
}

function schemasOf(document: unknown): Readonly<Record<string, Schema>> {
  const components = isRecord(document) ? document['components'] : undefined
  const schemas = isRecord(components) ? components['schemas'] : undefined
  return isRecord(schemas) ? (schemas as Record<string, Schema>) : {}
}
