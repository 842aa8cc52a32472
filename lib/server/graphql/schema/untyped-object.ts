import { GraphQLObjectType } from 'graphql'
import type { StoredObject } from '../../cache/scoped-store.ts'
import type { GraphQLContext } from '../context.ts'
import { jsonField } from './json-field.ts'
import { interfaceFields, objectInterface, untypedObjectName } from './object-interface.ts'

export const untypedObject = new GraphQLObjectType<StoredObject, GraphQLContext>({
  name: untypedObjectName,
  description: 'An object of a kind that the operation does not speak of by its type; name the type in a fragment and it is of that.',
  interfaces: [objectInterface],
  fields: () => ({ ...interfaceFields(), _json: jsonField(object => object.read()) }),
})
