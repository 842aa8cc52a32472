import {
  GraphQLBoolean,
  GraphQLEnumType,
  type GraphQLFieldConfig,
  GraphQLFloat,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql'
import { AppError } from '#errors/app-error.ts'
import type { Change, ChangeBatch, ListPage, StoredObject } from '../../cache/scoped-store.ts'
import type { GraphQLContext } from '../context.ts'

const anything = new GraphQLScalarType({ name: 'JSON' })

const thing: GraphQLObjectType<StoredObject, GraphQLContext> = new GraphQLObjectType<StoredObject, GraphQLContext>({
  name: 'Thing',
  fields: () => ({
    name: { type: GraphQLString },
    version: { type: GraphQLString, resolve: ({ resourceVersion }) => resourceVersion },
    spec: { type: anything, resolve: object => object.read()['spec'] },
    size: { type: GraphQLInt, resolve: object => (object.read()['spec'] as { size?: unknown } | undefined)?.size },
    other: { type: thing, resolve: object => object },
    never: { type: GraphQLString, resolve: () => new Promise(() => undefined) },
  }),
})

const list = new GraphQLObjectType<ListPage, GraphQLContext>({
  name: 'ThingList',
  fields: { items: { type: new GraphQLList(thing), resolve: page => page.objects }, total: { type: GraphQLInt } },
})

const change = new GraphQLObjectType<Change, GraphQLContext>({
  name: 'ThingChange',
  fields: {
    type: { type: new GraphQLEnumType({ name: 'ChangeType', values: { ADDED: {}, MODIFIED: {}, DELETED: {} } }) },
    key: { type: GraphQLString, resolve: ({ object }) => object.key },
    object: { type: thing, resolve: ({ type, object }) => (type === 'DELETED' ? null : object) },
  },
})

const batch = new GraphQLObjectType<ChangeBatch, GraphQLContext>({
  name: 'ThingBatch',
  fields: {
    type: { type: GraphQLString },
    isFirst: { type: GraphQLBoolean },
    isComplete: { type: GraphQLBoolean },
    token: { type: GraphQLString },
    changes: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(change))) },
    denied: { type: new GraphQLList(anything) },
  },
})

const resource = new GraphQLInputObjectType({ name: 'ResourceInput', fields: { resource: { type: GraphQLString } } })

const selection = {
  resource: { group: 'g', version: 'v1', name: 'things', kind: 'Thing', namespaced: true, verbs: [], categories: [] } as unknown as StoredObject['resource'],
  namespaces: null,
  labelSelector: '',
  fieldSelector: '',
  where: [],
  search: '',
  health: [],
}

const watch: GraphQLFieldConfig<ChangeBatch, GraphQLContext> = {
  type: batch,
  args: { resumeFrom: { type: GraphQLString }, search: { type: GraphQLString }, resource: { type: resource } },
  extensions: { cost: 10, listSize: () => 100 },
  subscribe: (_, { resumeFrom }, { store, session, signal }) => store.follow(session, selection, resumeFrom ?? null, signal),
  resolve: source => source,
}

/** A schema of one kind, `Thing`, over the context's store; and fields that fail in every way. */
export const smallSchema = new GraphQLSchema({
  query: new GraphQLObjectType<undefined, GraphQLContext>({
    name: 'Query',
    fields: {
      things: {
        type: list,
        args: { first: { type: GraphQLInt }, filter: { type: anything } },
        extensions: { cost: 10, listSize: ({ first }: { first?: number }) => first ?? 100 },
        resolve: (_, { first = 100 }, { store, session, signal }) => store.page(session, { ...selection, sortBy: [], first, after: null, live: false }, signal),
      },
      who: { type: GraphQLString, resolve: (_, __, { session }) => session.identity.name },
      echo: { type: anything, args: { value: { type: anything } }, resolve: (_, { value }) => value },
      half: { type: GraphQLFloat, args: { of: { type: new GraphQLNonNull(GraphQLInt) } }, resolve: (_, { of }) => of / 2 },
      forbidden: {
        type: GraphQLString,
        resolve() {
          const details = { reason: 'Forbidden', kubernetesStatus: 403, details: { kind: 'things' } }
          throw new AppError('FORBIDDEN', 'things is forbidden', { details })
        },
      },
      broken: {
        type: GraphQLString,
        resolve() {
          throw new Error('postgres://user:password@host')
        },
      },
      unfit: { type: GraphQLInt, resolve: () => 'text' },
      never: { type: GraphQLString, resolve: () => new Promise(() => undefined) },
    },
  }),
  mutation: new GraphQLObjectType<undefined, GraphQLContext>({
    name: 'Mutation',
    fields: { change: { type: GraphQLString, args: { value: { type: anything } }, resolve: (_, { value }) => JSON.stringify(value) } },
  }),
  subscription: new GraphQLObjectType<ChangeBatch, GraphQLContext>({
    name: 'Subscription',
    fields: {
      watch,
      core_v1_secrets: watch,
    },
  }),
})
