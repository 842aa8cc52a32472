import { GraphQLBoolean, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLString } from 'graphql'
import type { Condition } from '#contract/kubernetes.ts'
import { readConditions } from '#domain/conditions.ts'
import { isGoodCondition } from '#domain/health-conditions.ts'
import { dateTimeScalar, longScalar } from '../graphql/schema/scalars.ts'
import type { ObjectField } from './object-field.ts'

const conditionType = new GraphQLObjectType<Condition>({
  name: 'Condition',
  description: 'A condition as the object reports it (meta/v1 Condition).',
  fields: {
    type: { type: new GraphQLNonNull(GraphQLString) },
    status: { type: new GraphQLNonNull(GraphQLString), description: '`True`, `False` or `Unknown`.' },
    reason: { type: GraphQLString },
    message: { type: GraphQLString },
    lastTransitionTime: { type: dateTimeScalar, description: 'Since when it is so (RFC 3339): its age.' },
    observedGeneration: { type: longScalar, description: 'The `metadata.generation` that it speaks of.' },
    isGood: { type: GraphQLBoolean, description: 'Whether it speaks for its object; null where it tells nothing by itself.', resolve: isGoodCondition },
  },
})

export const conditionsField: ObjectField = {
  description: 'The conditions that it reports, in its own order.',
  type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(conditionType))),
  extensions: { cost: 1, listSize: () => 5 },
  resolve: source => readConditions(source.read()),
}
