import { type GraphQLFieldConfigMap, GraphQLNonNull, GraphQLObjectType, GraphQLSchema } from 'graphql'
import { dnsName, groupName, kindFieldName, subscriptionFieldName } from '#domain/graphql/names.ts'
import { apiVersionOf } from '#domain/resource.ts'
import type { ChangeBatch } from '../../cache/scoped-store.ts'
import { objectFields } from '../../enrich/object-fields.ts'
import { queryFields } from '../../enrich/query-fields.ts'
import type { GraphQLContext } from '../context.ts'
import { kindMutationFields, mutationFields } from '../mutations/fields.ts'
import { genericQueryFields, genericSubscriptionFields } from './generic-fields.ts'
import type { KindTypes } from './kind-types.ts'
import { enrichObjects } from './object-interface.ts'
import { untypedObject } from './untyped-object.ts'

enrichObjects(objectFields)

export type ComposedKind = { types: KindTypes; isWritten: boolean }

type QueryFields = GraphQLFieldConfigMap<undefined, GraphQLContext>

/** A schema with these kinds, and with all that is of no kind. Valid by construction; tests validate the whole. */
export function composeSchema(kinds: readonly ComposedKind[]): GraphQLSchema {
  const typed = kinds.map(({ types }) => types)
  return new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { ...genericQueryFields, ...queryFields, ...groupFields(typed) } }),
    mutation: createMutation(kinds.filter(({ isWritten }) => isWritten).map(({ types }) => types)),
    subscription: new GraphQLObjectType({ name: 'Subscription', fields: { ...genericSubscriptionFields, ...watchFields(typed) } }),
    types: [untypedObject, ...typed.map(({ objectType }) => objectType)],
    assumeValid: true,
  })
}

function createMutation(kinds: readonly KindTypes[]): GraphQLObjectType | null {
  const fields: QueryFields = { ...mutationFields }
  for (const { model, objectType, inputType, decode } of kinds)
    Object.assign(fields, kindMutationFields({ resource: model.resource, objectType, inputType: inputType(), decode }))
  return Object.keys(fields).length === 0 ? null : new GraphQLObjectType({ name: 'Mutation', fields })
}

function watchFields(kinds: readonly KindTypes[]): GraphQLFieldConfigMap<ChangeBatch, GraphQLContext> {
  const fields: GraphQLFieldConfigMap<ChangeBatch, GraphQLContext> = {}
  for (const { model, watch } of kinds) if (watch) fields[subscriptionFieldName(model.resource)] = watch
  return fields
}

/** Query.<group>.<version>: the fields there hold nothing by themselves. */
function groupFields(kinds: readonly KindTypes[]): QueryFields {
  const groups = Map.groupBy(kinds, ({ model }) => model.resource.group)
  return Object.fromEntries(
    [...groups].map(([group, members]) => {
      const name = groupName(group)
      const versions = Map.groupBy(members, ({ model }) => model.resource.version)
      const fields = Object.fromEntries([...versions].map(([version, each]) => [dnsName(version), versionField(`${name}_${dnsName(version)}`, each)]))
      const type = new GraphQLObjectType({ name: `Group_${name}`, description: group === '' ? 'The core group.' : `The group ${group}.`, fields })
      return [name, placeField(type)]
    }),
  )
}

function versionField(name: string, kinds: readonly KindTypes[]): QueryFields[string] {
  const fields: QueryFields = {}
  for (const { model, list, object } of kinds) {
    const { resource, kind } = model.resource
    if (list) fields[dnsName(resource)] = list
    if (object) fields[kindFieldName(kind)] ??= object
  }
  const [first] = kinds
  return placeField(new GraphQLObjectType({ name: `Version_${name}`, description: first ? `Kinds of ${apiVersionOf(first.model.resource)}.` : '', fields }))
}

function placeField(type: GraphQLObjectType): QueryFields[string] {
  return { type: new GraphQLNonNull(type), extensions: { cost: 0 }, resolve: () => ({}) }
}
