import { GraphQLBoolean, GraphQLInt, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLString } from 'graphql'
import { type KubeList, metadataListAccept } from '#contract/kubernetes.ts'
import { apiPath } from '#domain/api-path.ts'
import type { HealthLevel } from '#domain/health.ts'
import { listItems } from '#domain/list-items.ts'
import type { ServedResource } from '#domain/resource.ts'
import type { GraphQLContext } from '../graphql/context.ts'
import { kubeGet } from '../kube/kube-get.ts'
import { checkNamespaces, chosenKinds, type KindChoice, kindsArgument, placeArguments } from './chosen-kinds.ts'
import { failureType, type PartFailure, toPartFailure } from './failure-type.ts'
import { type KindScope, listableKinds } from './listable-kinds.ts'
import type { QueryField } from './object-field.ts'
import { enrichLimit } from './operation.ts'
import { scanKinds } from './scan-kinds.ts'

type HealthCount = Record<HealthLevel, number>
type KindCount = { resource: ServedResource; total: number | null; health: HealthCount | null; failure: PartFailure | null }

/** Time is what bounds a list that has to be read; of one that is cached every health is known. */
const bounds = { perKind: 50_000, timeMs: 5_000 }
const count = { type: new GraphQLNonNull(GraphQLInt) }

const healthCountType = new GraphQLObjectType<HealthCount>({
  name: 'HealthCount',
  description: 'Objects by how they do.',
  fields: { ok: count, progressing: count, warning: count, failing: count, unknown: count },
})

const kindCountType = new GraphQLObjectType<KindCount>({
  name: 'KindCount',
  description: 'How many objects of a kind you may list.',
  fields: {
    group: { type: new GraphQLNonNull(GraphQLString), resolve: ({ resource }) => resource.group },
    version: { type: new GraphQLNonNull(GraphQLString), resolve: ({ resource }) => resource.version },
    kind: { type: new GraphQLNonNull(GraphQLString), resolve: ({ resource }) => resource.kind },
    resource: { type: new GraphQLNonNull(GraphQLString), description: 'The plural.', resolve: ({ resource }) => resource.resource },
    total: { type: GraphQLInt, description: 'Null where it could not be counted; `failure` says why. With a failure, those of the other namespaces.' },
    health: { type: healthCountType, description: 'Null unless asked for. Where `failure` is QUERY_TOO_LARGE or TIMEOUT, of those that were looked at.' },
    failure: { type: failureType },
  },
})

type Arguments = KindChoice & { health: boolean }

export const countsField: QueryField = {
  description: 'How many objects there are of each custom kind, and how they do.',
  type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(kindCountType))),
  args: {
    ...placeArguments,
    kinds: kindsArgument,
    health: { type: new GraphQLNonNull(GraphQLBoolean), default: { value: false }, description: 'Whether to look at each object for its health.' },
  },
  extensions: { cost: 100, listSize: ({ health }: { health: boolean }) => (health ? 60 : 30) },
  resolve: async (_, { health, ...choice }: Arguments, context): Promise<KindCount[]> => {
    const resources = await chosenKinds(context, choice)
    const { open, notSearched } = await listableKinds(context, resources, checkNamespaces(choice.namespaces))
    const scopes = new Map(open.map(scope => [scope.resource, scope]))
    return Promise.all(
      resources.map(async resource => {
        const denied = notSearched.find(missed => missed.resource === resource)
        const failure = denied ? { code: denied.code, message: denied.reason } : null
        const scope = scopes.get(resource)
        if (!scope) return { resource, total: null, health: null, failure }
        const counted = await (health ? countHealth(context, scope) : countObjects(context, scope))
        return { ...counted, failure: counted.failure ?? failure }
      }),
    )
  },
}

/** Of a list of one object and what the kube-apiserver says remains. */
async function countObjects(context: GraphQLContext, { resource, namespaces }: KindScope): Promise<KindCount> {
  const { users, session, signal } = context
  const countIn = async (namespace: string | undefined) => {
    const options = { accept: metadataListAccept, query: { limit: '1' }, signal }
    const list = (await enrichLimit(context)(() => kubeGet(users, session, apiPath({ ...resource, namespace }), options))) as KubeList
    const { remainingItemCount = 0 } = list.metadata
    if (list.metadata.continue && remainingItemCount === 0) throw new Error(`${resource.resource}: the list does not say how many remain`)
    return listItems(list).length + remainingItemCount
  }
  try {
    const counts = await Promise.all((namespaces ?? [undefined]).map(countIn))
    return { resource, total: counts.reduce((sum, each) => sum + each, 0), health: null, failure: null }
  } catch (thrown) {
    return { resource, total: null, health: null, failure: toPartFailure(thrown) }
  }
}

async function countHealth(context: GraphQLContext, scope: KindScope): Promise<KindCount> {
  const health: HealthCount = { ok: 0, progressing: 0, warning: 0, failing: 0, unknown: 0 }
  let total = 0
  const { notSearched } = await scanKinds(context, [scope], bounds, object => {
    health[object.health] += 1
    total += 1
  })
  const [missed] = notSearched
  if (!missed) return { resource: scope.resource, total, health, failure: null }
  return { resource: scope.resource, total: null, health: total > 0 ? health : null, failure: { code: missed.code, message: missed.reason } }
}
