import { type GraphQLFieldConfigMap, GraphQLNonNull, GraphQLString } from 'graphql'
import type { ChangeBatch } from '../../cache/scoped-store.ts'
import type { GraphQLContext } from '../context.ts'
import { findServed, type ListArguments, type ResourceArgument, type SelectionArguments } from './list-arguments.ts'
import { listArguments, resourceInput, watchArguments } from './list-inputs.ts'
import { genericBatch, genericList } from './list-types.ts'
import { objectInterface } from './object-interface.ts'
import { followObjects, getObject, listCost, objectCost, pageOfObjects } from './resource-reads.ts'

type Named = { resource: ResourceArgument }
const resource = { type: new GraphQLNonNull(resourceInput) }

/** Reads of any resource, by its name. */
export const genericQueryFields: GraphQLFieldConfigMap<undefined, GraphQLContext> = {
  object: {
    type: objectInterface,
    description: 'One object of any resource.',
    args: { resource, namespace: { type: GraphQLString }, name: { type: new GraphQLNonNull(GraphQLString) } },
    extensions: objectCost,
    resolve: async (_source, args: Named & { namespace?: string | null; name: string }, context) =>
      getObject(context, await findServed(context, args.resource), args),
  },
  list: {
    type: genericList,
    description: 'Objects of any resource.',
    args: { resource, ...listArguments(true) },
    extensions: listCost,
    resolve: async (_source, { resource: named, ...args }: Named & ListArguments, context) => pageOfObjects(context, await findServed(context, named), args),
  },
}

export const genericSubscriptionFields: GraphQLFieldConfigMap<ChangeBatch, GraphQLContext> = {
  watch: {
    type: genericBatch,
    description: 'Objects of any resource: a snapshot, then what changes.',
    args: { resource, ...watchArguments(true) },
    extensions: listCost,
    subscribe: async (_source, { resource: named, ...args }: Named & SelectionArguments & { resumeFrom?: string | null }, context) =>
      followObjects(context, await findServed(context, named), args),
    resolve: batch => batch,
  },
}
