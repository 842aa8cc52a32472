import type { GraphQLFieldConfigMap } from 'graphql'
import type { GraphQLContext } from '../graphql/context.ts'
import { countsField } from './counts-field.ts'
import { kindsField } from './kinds-field.ts'
import { recentChangesField } from './recent-changes-field.ts'
import { searchField } from './search-field.ts'
import { meField, namespacesField, schemaHashField } from './session-fields.ts'

/** Queries over kinds; each as the user, kept for the one operation. */
export const queryFields: GraphQLFieldConfigMap<undefined, GraphQLContext> = {
  kinds: kindsField,
  search: searchField,
  counts: countsField,
  changes: recentChangesField,
  namespaces: namespacesField,
  me: meField,
  schemaHash: schemaHashField,
}
