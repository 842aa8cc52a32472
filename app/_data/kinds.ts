import 'server-only'
import { cache } from 'react'
import { type CountScope, type CountsAnswer, countsOperation, countVariables } from '#contract/operations/kinds.ts'
import { isAppError } from '#domain/failure.ts'
import { allowedKeys, clusterWideAccess, groupQuestions, type KindAccess, listableIn, resourceQuestions, toKindAccess } from '#domain/kind-access.ts'
import { resourceKey, type ServedResource } from '#domain/resource.ts'
import { customResourceGroups, type ResourceGroup } from '#domain/resource-groups.ts'
import { readGraphql } from './graphql.ts'
import { knownNamespaces } from './namespaces.ts'
import { requireSession } from './session.ts'

// Each namespace costs a review for each kind and verb; more would keep the cluster busy for one page.
const askedNamespaceLimit = 10

export const customGroups = cache(async () => customResourceGroups(await requireSession().services.servedResources()))

/** What the user may do with each custom kind, by `resourceKey`. Asks about namespaces only for what is not held cluster-wide. */
export const kindAccess = cache(async (): Promise<ReadonlyMap<string, KindAccess>> => {
  const { session, services } = requireSession()
  const resources = (await customGroups()).flatMap(group => group.resources)
  const { remembered } = await knownNamespaces()
  const namespaces = remembered.slice(0, askedNamespaceLimit)
  if (namespaces.length === 0) return new Map(resources.map(resource => [resourceKey(resource), clusterWideAccess(resource, session.capabilities)]))
  const lacking = resources.filter(resource => resourceQuestions([resource], namespaces, session.capabilities, new Set()).length > 0)
  const first = groupQuestions(lacking, namespaces)
  const groupAllowed = allowedKeys(first, await services.reviewAccess(session, first))
  const second = resourceQuestions(lacking, namespaces, session.capabilities, groupAllowed)
  const allowed = new Set([...groupAllowed, ...allowedKeys(second, await services.reviewAccess(session, second))])
  return new Map(resources.map(resource => [resourceKey(resource), toKindAccess(resource, namespaces, session.capabilities, allowed)]))
})

/** Where the user may list which of these kinds. */
export async function countScope(resources: readonly ServedResource[]): Promise<CountScope> {
  const access = await kindAccess()
  const placesOf = (resource: ServedResource): string[] | null => listableIn(access.get(resourceKey(resource)) ?? { everywhere: [], within: [] })
  return {
    everywhere: resources.filter(resource => placesOf(resource) === null).map(resourceKey),
    within: resources.filter(resource => (placesOf(resource)?.length ?? 0) > 0).map(resourceKey),
    namespaces: [...new Set(resources.flatMap(resource => placesOf(resource) ?? []))],
  }
}

/** How many objects of each kind of a group the user may view, by `resourceKey`. Null, or none, where that could not be told. */
export async function countGroup({ resources }: ResourceGroup): Promise<ReadonlyMap<string, number | null>> {
  const scope = await countScope(resources)
  if (scope.everywhere.length + scope.within.length === 0) return new Map()
  try {
    const { everywhere = [], within = [] } = await readGraphql<CountsAnswer>(countsOperation, countVariables(scope, false))
    return new Map([...everywhere, ...within].map(count => [resourceKey(count), count.total]))
  } catch (thrown) {
    if (!isAppError(thrown)) throw thrown
    return new Map()
  }
}
