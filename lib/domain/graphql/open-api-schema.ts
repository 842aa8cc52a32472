import { isRecord } from '../object-diff.ts'

/** A schema of OpenAPI v3 as the kube-apiserver publishes it (apiextensions v1 JSONSchemaProps, and `$ref`). */
export type OpenApiSchema = Readonly<Record<string, unknown>>
export type OpenApiSchemas = Readonly<Record<string, unknown>>

/** A schema without its reference, and the component that it is; null where it stands for itself. */
export type OpenedSchema = { schema: OpenApiSchema; component: string | null }

const referenceHead = '#/components/schemas/'
const longestChain = 16

export function schemasOf(document: unknown): OpenApiSchemas {
  const components = isRecord(document) ? document['components'] : undefined
  const schemas = isRecord(components) ? components['schemas'] : undefined
  return isRecord(schemas) ? schemas : {}
}

/**
 * Follows `$ref`, also as the only part of an `allOf`: so the kube-apiserver gives a reference a description or a default. Other
 * parts of an `allOf` only narrow what may stand there (structural schemas), unless there is nothing else.
 */
export function openSchema(schemas: OpenApiSchemas, given: unknown): OpenedSchema {
  let schema: OpenApiSchema = isRecord(given) ? given : {}
  let component: string | null = null
  for (let step = 0; step < longestChain; step++) {
    const next = referenceOf(schema)
    if (next === null) return { schema: withOnlyPart(schemas, schema, step), component }
    const target = Object.hasOwn(schemas, next) ? schemas[next] : undefined
    if (!isRecord(target)) return { schema: {}, component: null }
    component = next
    schema = target
  }
  return { schema: {}, component: null }
}

function referenceOf(schema: OpenApiSchema): string | null {
  const { $ref, allOf } = schema
  const only: unknown = Array.isArray(allOf) && allOf.length === 1 && saysNothingItself(schema) ? allOf[0] : undefined
  const reference = typeof $ref === 'string' ? $ref : isRecord(only) ? only['$ref'] : undefined
  return typeof reference === 'string' && reference.startsWith(referenceHead) ? reference.slice(referenceHead.length) : null
}

function withOnlyPart(schemas: OpenApiSchemas, schema: OpenApiSchema, depth: number): OpenApiSchema {
  const { allOf, ...own } = schema
  if (!Array.isArray(allOf) || allOf.length !== 1 || !saysNothingItself(schema) || depth >= longestChain) return schema
  return { ...withOnlyPart(schemas, isRecord(allOf[0]) ? allOf[0] : {}, depth + 1), ...own }
}

function saysNothingItself(schema: OpenApiSchema): boolean {
  return ['type', 'properties', 'items', 'additionalProperties'].every(key => schema[key] === undefined)
}
