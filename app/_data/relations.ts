import 'server-only'
import { type KubeList, type KubeObject, metadataListAccept } from '#contract/kubernetes.ts'
import { apiPath } from '#domain/api-path.ts'
import { createLimiter } from '#domain/concurrency.ts'
import { listItems } from '#domain/list-items.ts'
import { objectPath } from '#domain/page-path.ts'
import { parseApiVersion, resourceKey, type ServedResource } from '#domain/resource.ts'
import { findServedKind } from '#domain/resource-groups.ts'
import { requireSession } from './session.ts'

export type Relation = { kind: string; name: string; href: string | null }

/** What owns an object, by its owner references. An owner is in the same namespace, or cluster-scoped. */
export async function readOwners(object: KubeObject): Promise<Relation[]> {
  const served = await requireSession().services.servedResources()
  return (object.metadata.ownerReferences ?? []).map(({ apiVersion, kind, name }) => {
    const { group, version } = parseApiVersion(apiVersion)
    const found = findServedKind(served, { group, kind })
    const namespace = found?.namespaced ? object.metadata.namespace : undefined
    return { kind, name, href: found ? objectPath({ ...found, version, namespace, name }) : null }
  })
}

// Noise in every namespace, or nothing that an owner reference of interest points from.
const skipped = new Set(['events', 'events.events.k8s.io', 'endpoints', 'endpointslices.discovery.k8s.io', 'leases.coordination.k8s.io'])
const listsAtOnce = 8
const perListLimit = '500'

/**
 * What an object owns: every kind that the user may list in its namespace (for a cluster-scoped one: the cluster-scoped
 * kinds) is searched for owner references to it, metadata only. `searched` counts those kinds.
 */
export async function readOwned(object: KubeObject): Promise<{ owned: Relation[]; searched: number }> {
  const { session, services } = requireSession()
  const { namespace, uid } = object.metadata
  const served = (await services.servedResources()).filter(
    resource =>
      resource.namespaced === (namespace !== undefined) &&
      resource.verbs.includes('list') &&
      resource.verbs.includes('watch') &&
      !skipped.has(resourceKey(resource)),
  )
  const unsure = served.filter(resource => !session.capabilities[resourceKey(resource)]?.includes('list'))
  const answers = await services.reviewAccess(
    session,
    unsure.map(({ group, resource }) => ({ verb: 'list', group, resource, ...(namespace ? { namespace } : {}) })),
  )
  const denied = new Set(unsure.filter((_, index) => !answers[index]?.allowed))
  const open = served.filter(resource => !denied.has(resource))
  const limit = createLimiter(listsAtOnce)
  const found = await Promise.all(open.map(resource => limit(() => ownedOfKind(resource, namespace, uid))))
  return { owned: found.flat(), searched: open.length }
}

async function ownedOfKind(resource: ServedResource, namespace: string | undefined, uid: string | undefined): Promise<Relation[]> {
  const { session, services } = requireSession()
  try {
    const list = await services.kubeGet<KubeList>(session, apiPath({ ...resource, namespace }), { accept: metadataListAccept, query: { limit: perListLimit } })
    return listItems(list)
      .filter(item => item.metadata.ownerReferences?.some(owner => owner.uid === uid))
      .map(item => ({ kind: resource.kind, name: item.metadata.name, href: objectPath({ ...resource, namespace, name: item.metadata.name }) }))
  } catch {
    return []
  }
}
