import { GraphQLBoolean, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLString } from 'graphql'
import type { TableColumn } from '#contract/kubernetes.ts'
import { cellText } from '#domain/cell-text.ts'
import type { StoredObject } from '../cache/scoped-store.ts'
import type { GraphQLContext } from '../graphql/context.ts'
import type { ObjectField } from './object-field.ts'
import { enrichLimit } from './operation.ts'

type Cell = { column: TableColumn; value: unknown }

const cellType = new GraphQLObjectType<Cell>({
  name: 'Cell',
  description: 'One printer column of one object, as `kubectl get` shows it.',
  fields: {
    name: { type: new GraphQLNonNull(GraphQLString), resolve: ({ column }) => column.name },
    value: { type: new GraphQLNonNull(GraphQLString), description: "As kubectl prints it; '' where there is none.", resolve: ({ value }) => cellText(value) },
    type: { type: new GraphQLNonNull(GraphQLString), description: '`string`, `integer`, `date` and so on.', resolve: ({ column }) => column.type },
    description: { type: new GraphQLNonNull(GraphQLString), resolve: ({ column }) => column.description ?? '' },
    wide: {
      type: new GraphQLNonNull(GraphQLBoolean),
      description: 'Shown by kubectl with `-o wide` alone.',
      resolve: ({ column }) => (column.priority ?? 0) > 0,
    },
  },
})

export const columnsField: ObjectField = {
  description: 'Its printer columns, with the cells as the kube-apiserver prints them. Null, with an error, where they could not be had.',
  type: new GraphQLList(new GraphQLNonNull(cellType)),
  extensions: { cost: 1, listSize: () => 8 },
  resolve: (source, _, context) => withCells(source, context, cellsOf),
}

/** What is made of an object with its cells, which are read where it has none. */
export function withCells<T>(source: StoredObject, context: GraphQLContext, make: (printed: StoredObject) => T): T | Promise<T> {
  const { store, session, signal } = context
  // Objects of a list have their cells: no promise for each of hundreds.
  if (source.cells !== null && source.columns !== null) return make(source)
  return enrichLimit(context)(() => store.get(session, source.resource, source.namespace, source.name, signal)).then(make)
}

function cellsOf({ cells, columns }: StoredObject): Cell[] {
  return (columns ?? []).map((column, index) => ({ column, value: cells?.[index] }))
}
