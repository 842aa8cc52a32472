import { type GraphQLFieldConfig, GraphQLString } from 'graphql'
import { asRecord } from '#domain/conditions.ts'
import { type FieldPath, parseFieldPath } from '#domain/field-path.ts'
import type { GraphQLContext } from '../context.ts'
import { jsonScalar } from './scalars.ts'

/** `_json` of what holds more than its declared fields. */
export function jsonField<TSource>(read: (source: TSource) => unknown): GraphQLFieldConfig<TSource, GraphQLContext> {
  return {
    type: jsonScalar,
    description: 'All of it, fields that are not declared included.',
    args: { path: { type: GraphQLString, description: 'Of a field in it, as `.spec.hosts[0]`; `[*]` makes a list of what is there.' } },
    resolve: (source, { path }: { path?: string | null }) => (path ? valueAt(read(source), parseFieldPath(path)) : read(source)),
  }
}

/** Null for what is not there. */
function valueAt(value: unknown, [step, ...rest]: FieldPath): unknown {
  if (step === undefined) return value ?? null
  if (step === 'all') return (Array.isArray(value) ? value : Object.values(asRecord(value) ?? {})).map(child => valueAt(child, rest))
  if ('index' in step) return valueAt(Array.isArray(value) ? value[step.index] : null, rest)
  const record = asRecord(value)
  return valueAt(record && Object.hasOwn(record, step.key) ? record[step.key] : null, rest)
}
