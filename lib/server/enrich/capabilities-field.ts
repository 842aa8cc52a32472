import { GraphQLBoolean, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLString } from 'graphql'
import type { AccessAnswer, AccessQuestion } from '#contract/access.ts'
import { type ObjectAction, objectActions } from '#domain/object-actions.ts'
import type { StoredObject } from '../cache/scoped-store.ts'
import type { GraphQLContext } from '../graphql/context.ts'
import type { ObjectField } from './object-field.ts'

type Capability = ObjectAction & AccessAnswer

const capabilityType = new GraphQLObjectType<Capability>({
  name: 'Capability',
  description: 'Whether you may do something to one object, by an access review that is seconds old at most.',
  fields: {
    verb: { type: new GraphQLNonNull(GraphQLString), description: '`get`, `update`, `patch`, `delete`; `restart` of a workload, which is a patch.' },
    subresource: { type: GraphQLString, description: '`scale` or `status`; null for the object itself.' },
    allowed: { type: new GraphQLNonNull(GraphQLBoolean) },
    reason: { type: new GraphQLNonNull(GraphQLString), description: 'A sentence; never empty where it is not allowed.' },
    code: {
      type: GraphQLString,
      description: 'Null where it is allowed. FORBIDDEN: the cluster denies it to you; BEYOND_LATCHKEY, TAKING_UP: Latchkey itself may not, or not yet.',
      resolve: ({ allowed, code }) => (allowed ? null : (code ?? 'FORBIDDEN')),
    },
  },
})

export const capabilitiesField: ObjectField = {
  description: 'What you may do with it, and why not.',
  type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(capabilityType))),
  extensions: { cost: 5, listSize: () => 8 },
  resolve: (source, _, context) => capabilities(source, context),
}

/** Asked without a name first, which is one answer for all objects of a list; by name where that was denied. */
async function capabilities({ resource, namespace, name }: StoredObject, context: GraphQLContext): Promise<Capability[]> {
  const actions = objectActions(resource)
  const questions = actions.map(
    ({ asks, subresource }): AccessQuestion => ({
      verb: asks,
      group: resource.group,
      resource: resource.resource,
      ...(subresource === null ? {} : { subresource }),
      ...(namespace === '' ? {} : { namespace }),
    }),
  )
  const ofAll = await context.review(questions)
  const denied = questions.filter((_, index) => !ofAll[index]?.allowed)
  const byName = await context.review(denied.map(question => ({ ...question, name })))
  const ofThis = new Map(denied.map((question, index) => [question, byName[index]]))
  return actions.map((action, index) => {
    const question = questions[index]
    const answer = (question && ofThis.get(question)) ?? ofAll[index]
    return { ...action, ...(answer ?? { allowed: false, reason: 'The cluster did not say whether you may do this.' }) }
  })
}
