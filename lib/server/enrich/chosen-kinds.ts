import { type GraphQLFieldConfigArgumentMap, GraphQLList, GraphQLNonNull, GraphQLString } from 'graphql'
import { isNamespaceName } from '#domain/namespace-memory.ts'
import { isCustomGroup, resourceKey, type ServedResource } from '#domain/resource.ts'
import { AppError } from '#errors/app-error.ts'
import type { GraphQLContext } from '../graphql/context.ts'
import { newestPreferred, preferredResources } from './operation.ts'

export type KindChoice = { groups?: readonly string[] | null; kinds?: readonly string[] | null; namespaces?: readonly string[] | null }

const texts = new GraphQLList(new GraphQLNonNull(GraphQLString))
export const namespacesArgument = { type: texts, description: 'The whole cluster without it, for which you need the right to list there.' }
export const placeArguments: GraphQLFieldConfigArgumentMap = {
  groups: { type: texts, description: "API groups, '' for core; every custom one without it." },
  namespaces: namespacesArgument,
}
export const kindsArgument = {
  type: texts,
  description: 'By Kind, plural, or `plural.group`. Kinds of Kubernetes itself are looked at only where they are named.',
}

const mostNamespaces = 50

/**
 * Kinds that can be listed: custom ones, those of the groups that are named, and among them those named. Where a name is not
 * known the cluster is asked anew: pages learn of a kind before the schema does.
 */
export async function chosenKinds(context: GraphQLContext, { groups, kinds, namespaces }: KindChoice): Promise<readonly ServedResource[]> {
  const wanted = kinds && new Set(kinds.map(kind => kind.toLowerCase()))
  const known = preferredResources(context)
  const names = wanted && new Set(known.flatMap(namesOf))
  const areKnown = !names || [...wanted].every(name => names.has(name))
  const resources = areKnown ? known : await newestPreferred(context)
  return resources.filter(resource => {
    if (!resource.verbs.includes('list') || (namespaces && !resource.namespaced)) return false
    if (groups ? !groups.includes(resource.group) : !wanted && !isCustomGroup(resource.group)) return false
    return !wanted || namesOf(resource).some(name => wanted.has(name))
  })
}

function namesOf(resource: ServedResource): string[] {
  return [resource.kind, resource.resource, resourceKey(resource)].map(name => name.toLowerCase())
}

/** Throws BAD_REQUEST for what can be no namespace, and for too many. */
export function checkNamespaces(namespaces: readonly string[] | null | undefined): readonly string[] | null {
  if (!namespaces) return null
  const unlike = namespaces.find(name => !isNamespaceName(name))
  if (unlike !== undefined) throw new AppError('BAD_REQUEST', `'${unlike}' cannot be the name of a namespace.`)
  if (namespaces.length > mostNamespaces) throw new AppError('BAD_REQUEST', `At most ${mostNamespaces} namespaces at once.`)
  return [...new Set(namespaces)]
}

/** Throws BAD_REQUEST unless `first` is 1 to 500. */
export function checkFirst(first: number): number {
  if (first < 1 || first > 500) throw new AppError('BAD_REQUEST', '`first` is a number from 1 to 500.')
  return first
}
