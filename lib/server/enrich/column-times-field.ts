import { GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLString } from 'graphql'
import { type ColumnTime, columnTimes } from '#domain/column-times.ts'
import { dateTimeScalar } from '../graphql/schema/scalars.ts'
import { withCells } from './columns-field.ts'
import type { ObjectField } from './object-field.ts'

const columnTimeType = new GraphQLObjectType<ColumnTime>({
  name: 'ColumnTime',
  description: 'When that was for which a printer column says how long ago it was.',
  fields: {
    column: { type: new GraphQLNonNull(GraphQLString), description: 'The name of the column.' },
    time: { type: new GraphQLNonNull(dateTimeScalar), description: 'As the object has it; of a duration, its beginning.' },
  },
})

export const columnTimesField: ObjectField = {
  description:
    'The exact times behind printer columns that say how long ago something was, as far as the object has them and it is known where; without `Age`, which counts from `metadata.creationTimestamp`. Null, with an error, where the columns could not be had.',
  type: new GraphQLList(new GraphQLNonNull(columnTimeType)),
  extensions: { cost: 1, listSize: () => 1 },
  resolve: (source, _, context) => withCells(source, context, ({ columns }) => columnTimes(source.read(), columns ?? [])),
}
