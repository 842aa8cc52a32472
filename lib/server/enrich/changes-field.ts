import { type GraphQLFieldConfigMap, GraphQLInt, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLString } from 'graphql'
import { type FieldChange, fieldChanges } from '#domain/field-changes.ts'
import type { GraphQLContext } from '../graphql/context.ts'
import { dateTimeScalar } from '../graphql/schema/scalars.ts'
import type { ObjectField } from './object-field.ts'

/** Of every type that tells a change of an object. */
export const fieldChangeFields: GraphQLFieldConfigMap<FieldChange, GraphQLContext> = {
  manager: { type: new GraphQLNonNull(GraphQLString), description: 'The program that did it, as it names itself.' },
  operation: { type: new GraphQLNonNull(GraphQLString), description: '`Apply` or `Update`.' },
  time: { type: dateTimeScalar },
  subresource: { type: new GraphQLNonNull(GraphQLString), description: "`status`, `scale`; '' for the object itself." },
  paths: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLString))), description: 'The fields that it manages since, 50 at most.' },
  more: { type: new GraphQLNonNull(GraphQLInt), description: 'Fields beyond those in `paths`.' },
}

const fieldChangeType = new GraphQLObjectType<FieldChange, GraphQLContext>({
  name: 'FieldChange',
  description: 'Who last set which fields, of `metadata.managedFields`. An earlier change of the same manager by the same operation is not told apart.',
  fields: fieldChangeFields,
})

export const changesField: ObjectField = {
  description: 'Who set which of its fields and when, newest first.',
  type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(fieldChangeType))),
  extensions: { cost: 1, listSize: () => 5 },
  resolve: source => fieldChanges(source.read()),
}
