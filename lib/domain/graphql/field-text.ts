import { isRecord } from '../object-diff.ts'
import { enumValues } from './model-type.ts'
import type { OpenApiSchema } from './open-api-schema.ts'

/** What a schema says of a field, and what its type in GraphQL cannot say: its original name, and values that are no names. */
export function fieldText(given: unknown, opened: OpenApiSchema, names: { name: string; original: string }): string {
  const parts = [descriptionOf(given)]
  if (names.name !== names.original) parts.push(`In the object: ${JSON.stringify(names.original)}.`)
  const values = listedValues(opened)
  if (values !== null) parts.push(`One of: ${values}.`)
  return parts.filter(part => part !== '').join('\n\n')
}

export function descriptionOf(schema: unknown): string {
  const text = isRecord(schema) ? schema['description'] : undefined
  return typeof text === 'string' ? text.trim() : ''
}

/** Why a field is not to be used, where its description has the paragraph that Go's convention asks for (go.dev/wiki/Deprecated). */
export function deprecationOf(description: string): string | null {
  const match = /(?:^|\n)\s*deprecated[:.]\s*([^\n]*)/i.exec(description)
  return match ? match[1]?.trim() || 'Deprecated.' : null
}

function listedValues(schema: OpenApiSchema): string | null {
  const values = schema['enum']
  if (!Array.isArray(values) || values.length === 0) return null
  if (schema['type'] === 'string' && enumValues(schema) !== null) return null
  return values.map(value => JSON.stringify(value)).join(', ')
}
