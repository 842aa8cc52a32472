import type { ModelScalar, ModelType } from '#domain/graphql/kind-model.ts'
import { isRecord } from '#domain/object-diff.ts'
import { rawText } from './raw-json.ts'
import { misfit } from './scalars.ts'

/** One entry of a map of objects. */
export type MapEntry = { key: string; value: unknown }

/**
 * A stored value as its type shows it: maps as entries. What does not fit is an AppError INVALID in its place, which becomes null and an
 * error with its path; GraphQL's own coercion would show `5` for "5", and nothing at all of a text where an object should be.
 */
export function fitValue(type: ModelType, value: unknown, valuesOf: (enumName: string) => ReadonlySet<unknown>): unknown {
  if (value === null || value === undefined) return null
  switch (type.is) {
    case 'scalar':
      return fitScalar(type.scalar, value)
    case 'enum':
      return valuesOf(type.name).has(value) ? value : misfit('one of the listed values', value)
    case 'object':
      return isObject(value) ? value : misfit('an object', value)
    case 'list':
      return Array.isArray(value) ? value.map(item => fitValue(type.of, item, valuesOf)) : misfit('a list', value)
    case 'map':
      return isObject(value) ? Object.entries(value).map(([key, child]): MapEntry => ({ key, value: child })) : misfit('a map', value)
  }
}

/** The scalars of ours see to it themselves. */
function fitScalar(scalar: ModelScalar, value: unknown): unknown {
  switch (scalar) {
    case 'String':
      return typeof value === 'string' ? value : misfit('text', value)
    case 'Boolean':
      return typeof value === 'boolean' ? value : misfit('true or false', value)
    case 'Int':
      return typeof value === 'number' && (value | 0) === value ? value : misfit('an integer of 32 bits', value)
    case 'Float': {
      const number = typeof value === 'number' ? value : Number(rawText(value) ?? Number.NaN)
      return Number.isFinite(number) ? number : misfit('a number', value)
    }
    default:
      return value
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && rawText(value) === null
}
