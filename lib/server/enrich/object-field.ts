import type { GraphQLFieldConfig } from 'graphql'
import type { StoredObject } from '../cache/scoped-store.ts'
import type { GraphQLContext } from '../graphql/context.ts'

/** A field that every kind has, beside those of its schema. */
export type ObjectField = GraphQLFieldConfig<StoredObject, GraphQLContext>

/** A field of Query. */
export type QueryField = GraphQLFieldConfig<undefined, GraphQLContext>
