import {
  GraphQLBoolean,
  type GraphQLFieldConfigMap,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
} from 'graphql'
import { asRecord } from '#domain/conditions.ts'
import type { GraphQLContext } from '../context.ts'
import { objectInterface } from '../schema/object-interface.ts'
import type { Changed } from './change.ts'
import type { ChangeTarget } from './target.ts'

type Fields<Source> = GraphQLFieldConfigMap<Source, GraphQLContext>

const outcomeFields: Fields<Changed> = {
  warnings: {
    type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLString))),
    description: 'What the kube-apiserver or an admission webhook warns of (RFC 9111 §5.5, code 299).',
  },
  dryRun: { type: new GraphQLNonNull(GraphQLBoolean), description: 'Nothing was stored.' },
  auditId: { type: GraphQLString, description: 'Names the request in the audit log of the kube-apiserver.' },
}

/** `Mutated_<Type>`: what came of a change of one kind. */
export function mutatedType(name: string, object: GraphQLOutputType): GraphQLObjectType<Changed, GraphQLContext> {
  return new GraphQLObjectType<Changed, GraphQLContext>({
    name,
    description: 'What came of a change.',
    fields: () => ({ object: { type: object, description: 'As the answer has it; null where that is no object, as after most deletions.' }, ...outcomeFields }),
  })
}

export const mutated = mutatedType('Mutated', objectInterface)

/** What came of scaling, and of which object. */
export type Scaled = Changed & { target: ChangeTarget }

export const scaled = new GraphQLObjectType<Scaled, GraphQLContext>({
  name: 'Scaled',
  description: 'What came of scaling.',
  fields: () => ({
    replicas: { type: GraphQLInt, description: 'How many there are to be.', resolve: ({ answer }) => count(answer.spec) },
    currentReplicas: { type: GraphQLInt, description: 'How many there are.', resolve: ({ answer }) => count(answer.status) },
    object: {
      type: objectInterface,
      description: 'The scaled object, read again; after a dry run it is as it was.',
      extensions: { cost: 2 },
      resolve: ({ target: { resource, namespace, name } }, _arguments, { store, session, signal }) =>
        store.get(session, resource, namespace, name ?? '', signal),
    },
    ...(outcomeFields as Fields<Scaled>),
  }),
})

/** Of the Scale that the kube-apiserver answers (autoscaling/v1); 0 is left out in its JSON. */
function count(part: unknown): number {
  const replicas = asRecord(part)?.['replicas']
  return typeof replicas === 'number' ? replicas : 0
}
