import 'server-only'
import { cache } from 'react'
import { type KubeList, metadataListAccept } from '#contract/kubernetes.ts'
import { apiPath } from '#domain/api-path.ts'
import { createLimiter } from '#domain/concurrency.ts'
import { allowedKeys, clusterWideAccess, groupQuestions, type KindAccess, listableIn, resourceQuestions, toKindAccess } from '#domain/kind-access.ts'
import { listItems } from '#domain/list-items.ts'
import { resourceKey, type ServedResource } from '#domain/resource.ts'
import { customResourceGroups } from '#domain/resource-groups.ts'
import { knownNamespaces } from './namespaces.ts'
import { requireSession } from './session.ts'

// Each namespace costs a review for each kind and verb; more would keep the cluster busy for one page.
const askedNamespaceLimit = 10
const listsAtOnce = 16

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

const listLimiter = cache(() => createLimiter(listsAtOnce))

/** How many objects of a kind the user may view: a number, or null where the count could not be had. */
export async function countObjects(resource: ServedResource, access: KindAccess): Promise<number | null> {
  const namespaces = listableIn(access)
  if (namespaces !== null && namespaces.length === 0) return null
  const { session, services } = requireSession()
  const limit = listLimiter()
  const count = async (namespace: string | undefined) => {
    const list = await limit(() =>
      services.kubeGet<KubeList>(session, apiPath({ ...resource, namespace }), { accept: metadataListAccept, query: { limit: '1' } }),
    )
    return listItems(list).length + (list.metadata.remainingItemCount ?? 0)
  }
  try {
    const counts = await Promise.all((namespaces ?? [undefined]).map(count))
    return counts.reduce((sum, each) => sum + each, 0)
  } catch {
    return null
  }
}
