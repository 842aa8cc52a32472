import { GraphQLBoolean, GraphQLEnumType, GraphQLInt, type GraphQLInterfaceType, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLString } from 'graphql'
import type { TableColumn } from '#contract/kubernetes.ts'
import type { Change, ChangeBatch, DeniedNamespace, ListPage, ListSource } from '../../cache/scoped-store.ts'
import type { GraphQLContext } from '../context.ts'
import { objectInterface } from './object-interface.ts'

const text = new GraphQLNonNull(GraphQLString)
const flag = new GraphQLNonNull(GraphQLBoolean)
const listOf = (type: GraphQLObjectType | GraphQLInterfaceType) => new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(type)))

const column = new GraphQLObjectType<TableColumn>({
  name: 'Column',
  description: 'A printer column (meta/v1 TableColumnDefinition).',
  fields: {
    name: { type: text },
    type: { type: text, description: 'An OpenAPI type: string, integer, date and the like.' },
    format: { type: text },
    description: { type: text },
    priority: { type: new GraphQLNonNull(GraphQLInt), description: '0 is always shown; others with `kubectl get -o wide`.' },
  },
})

const pageInfo = new GraphQLObjectType<ListPage>({
  name: 'PageInfo',
  fields: {
    endCursor: { type: GraphQLString, description: 'For `after`; null on the last page.' },
    hasNextPage: { type: flag, resolve: page => page.endCursor !== null },
  },
})

const listSource = new GraphQLObjectType<ListSource>({
  name: 'ListSource',
  description: 'Where an answer came from.',
  fields: {
    from: {
      type: new GraphQLNonNull(
        new GraphQLEnumType({
          name: 'ListSourceName',
          values: { CACHE: { description: 'Of a watch that is up to date.' }, LIVE: { description: 'Of the kube-apiserver, for this request.' } },
        }),
      ),
    },
    reason: { type: text, description: 'Of LIVE: why not of the cache.' },
  },
})

const deniedNamespace = new GraphQLObjectType<DeniedNamespace>({
  name: 'DeniedNamespace',
  description: 'A namespace that was asked for and could not be looked into.',
  fields: { namespace: { type: text }, code: { type: text, description: 'Of the closed list of errors (docs/errors).' }, reason: { type: text } },
})

const batchType = new GraphQLEnumType({
  name: 'BatchType',
  values: {
    SNAPSHOT: { description: 'All there is, in one or more batches.' },
    DELTA: { description: 'What changed since.' },
  },
})

const changeType = new GraphQLEnumType({
  name: 'ChangeType',
  values: {
    ADDED: { description: 'New, or new among what is asked for and seen.' },
    MODIFIED: {},
    DELETED: { description: 'Gone, or no longer among what is asked for or seen.' },
  },
})

/** `List`, or that of one kind. */
export function createListType(name: string, item: GraphQLObjectType | GraphQLInterfaceType): GraphQLObjectType<ListPage, GraphQLContext> {
  return new GraphQLObjectType<ListPage, GraphQLContext>({
    name,
    fields: () => ({
      items: { type: listOf(item), resolve: page => page.objects },
      columns: { type: listOf(column), description: 'What `_columns` of the items are cells of.' },
      pageInfo: { type: new GraphQLNonNull(pageInfo), resolve: page => page },
      total: { type: GraphQLInt, description: 'Objects on all pages; null where it would have cost a look at each.' },
      resourceVersion: { type: text, description: "Of the list; '' where several were put together." },
      source: { type: new GraphQLNonNull(listSource) },
      denied: { type: listOf(deniedNamespace) },
    }),
  })
}

/** `Batch` and `Change`, or those of one kind. */
export function createBatchType(
  name: string,
  changeName: string,
  item: GraphQLObjectType | GraphQLInterfaceType,
): GraphQLObjectType<ChangeBatch, GraphQLContext> {
  const change = new GraphQLObjectType<Change, GraphQLContext>({
    name: changeName,
    fields: () => ({
      type: { type: new GraphQLNonNull(changeType) },
      key: { type: text, description: 'As `_key` of the object.', resolve: ({ object }) => object.key },
      object: { type: item, description: 'Null where it is DELETED.', resolve: ({ type, object }) => (type === 'DELETED' ? null : object) },
    }),
  })
  return new GraphQLObjectType<ChangeBatch, GraphQLContext>({
    name,
    fields: () => ({
      type: { type: new GraphQLNonNull(batchType) },
      isFirst: { type: flag, description: 'What came before is void.' },
      isComplete: { type: flag, description: 'The last batch of a snapshot, or no snapshot.' },
      token: { type: text, description: "For `resumeFrom`, to go on from here; '' in the middle of a snapshot." },
      columns: { type: listOf(column) },
      changes: { type: listOf(change) },
      denied: { type: listOf(deniedNamespace) },
    }),
  })
}

export const genericList = createListType('List', objectInterface)
export const genericBatch = createBatchType('Batch', 'Change', objectInterface)
