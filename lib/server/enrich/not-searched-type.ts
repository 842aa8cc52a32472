import { GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLString } from 'graphql'
import type { ServedResource } from '#domain/resource.ts'

/** A kind that was not looked through, or not wholly. `namespace` null: nowhere, or not in the whole cluster. */
export type NotSearched = { resource: ServedResource; namespace: string | null; code: string; reason: string }

const notSearchedType = new GraphQLObjectType<NotSearched>({
  name: 'NotSearched',
  description: 'A kind that was not looked through, or not wholly, and why.',
  fields: {
    group: { type: new GraphQLNonNull(GraphQLString), resolve: ({ resource }) => resource.group },
    kind: { type: new GraphQLNonNull(GraphQLString), resolve: ({ resource }) => resource.kind },
    resource: { type: new GraphQLNonNull(GraphQLString), description: 'The plural.', resolve: ({ resource }) => resource.resource },
    namespace: { type: GraphQLString, description: 'Where it was not; null for everywhere that was asked for.' },
    code: {
      type: new GraphQLNonNull(GraphQLString),
      description: 'FORBIDDEN where the cluster denies it to you; TIMEOUT and TOO_MANY_REQUESTS where it was cut.',
    },
    reason: { type: new GraphQLNonNull(GraphQLString), description: 'A sentence.' },
  },
})

export const notSearchedList = new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(notSearchedType)))
