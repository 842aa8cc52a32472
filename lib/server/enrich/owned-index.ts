import { resourceKey, type ServedResource } from '#domain/resource.ts'
import type { GraphQLContext } from '../graphql/context.ts'
import { type HealthSource, healthOf } from './health-field.ts'
import { listableKinds } from './listable-kinds.ts'
import type { NotSearched } from './not-searched-type.ts'
import { preferredResources } from './operation.ts'
import { scanKinds } from './scan-kinds.ts'

/** An object that names an owner. */
export type OwnedObject = {
  resource: ServedResource
  namespace: string
  name: string
  uid: string
  isController: boolean
  health: HealthSource
}

export type OwnedIndex = { ownedBy(uid: string): readonly OwnedObject[]; searched: number; notSearched: NotSearched[]; complete: boolean }

// Noise in every namespace, or nothing that an owner reference of interest points from.
const skipped = new Set(['events', 'events.events.k8s.io', 'endpoints', 'endpointslices.discovery.k8s.io', 'leases.coordination.k8s.io'])
const bounds = { perKind: 5_000, timeMs: 10_000 }
const objectLimit = 20_000

/** All that have owners in a namespace ('': the cluster-scoped ones), of every kind that the user may list there; made once for an operation. */
export function ownedIndex(context: GraphQLContext, namespace: string): Promise<OwnedIndex> {
  return context.once(`enrich owned ${namespace}`, () => buildIndex(context, namespace))
}

async function buildIndex(context: GraphQLContext, namespace: string): Promise<OwnedIndex> {
  const resources = preferredResources(context).filter(
    resource =>
      resource.namespaced === (namespace !== '') && resource.verbs.includes('list') && resource.verbs.includes('watch') && !skipped.has(resourceKey(resource)),
  )
  const { open, notSearched } = await listableKinds(context, resources, namespace === '' ? null : [namespace])
  const byOwner = new Map<string, OwnedObject[]>()
  let held = 0
  const outcome = await scanKinds(context, open, bounds, stored => {
    const { ownerReferences } = stored.read().metadata
    if (!Array.isArray(ownerReferences)) return
    const { resource, name, uid } = stored
    for (const { uid: owner, controller } of ownerReferences) {
      held += 1
      if (held > objectLimit) return
      const owned = { resource, namespace: stored.namespace, name, uid, isController: controller === true, health: healthOf(stored.read()) }
      const known = byOwner.get(owner)
      if (known) known.push(owned)
      else byOwner.set(owner, [owned])
    }
  })
  return {
    ownedBy: uid => byOwner.get(uid) ?? [],
    searched: outcome.searched,
    notSearched: [...notSearched, ...outcome.notSearched],
    complete: held <= objectLimit,
  }
}
