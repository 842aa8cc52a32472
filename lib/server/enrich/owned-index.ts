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
type WideIndex = Omit<OwnedIndex, 'ownedBy'> & { ownedBy(uid: string, namespace: string): readonly OwnedObject[] }

// Noise in every namespace, or nothing that an owner reference of interest points from.
const skipped = new Set(['events', 'events.events.k8s.io', 'endpoints', 'endpointslices.discovery.k8s.io', 'leases.coordination.k8s.io'])
const bounds = { perKind: 5_000, timeMs: 10_000 }
const objectLimit = 20_000
const namespaceLimit = 10

/** Times that one operation looks through kinds: each of ten namespaces, all others at once, and what is cluster-scoped. */
export const mostOwnedScans = namespaceLimit + 2

/**
 * All that have owners in a namespace ('': the cluster-scoped ones), of every kind that the user may list there. Made once for an operation,
 * however many objects ask; from the eleventh namespace on one look through the whole cluster serves all further ones.
 */
export async function ownedIndex(context: GraphQLContext, namespace: string): Promise<OwnedIndex> {
  const near = context.once('enrich owned near', () => new Set<string>())
  if (namespace !== '' && near.size < namespaceLimit) near.add(namespace)
  const where = namespace === '' || near.has(namespace) ? namespace : null
  const index = await context.once(JSON.stringify(['enrich owned', where]), () => buildIndex(context, where))
  return { ...index, ownedBy: uid => index.ownedBy(uid, namespace) }
}

/** `where`: a namespace, '' for what is cluster-scoped, null for every namespace. */
async function buildIndex(context: GraphQLContext, where: string | null): Promise<WideIndex> {
  const resources = preferredResources(context).filter(
    resource =>
      resource.namespaced === (where !== '') && resource.verbs.includes('list') && resource.verbs.includes('watch') && !skipped.has(resourceKey(resource)),
  )
  const { open, notSearched } = await listableKinds(context, resources, where ? [where] : null)
  const byOwner = new Map<string, OwnedObject[]>()
  let held = 0
  const outcome = await scanKinds(context, open, bounds, stored => {
    const { ownerReferences } = stored.read().metadata
    if (!Array.isArray(ownerReferences) || ownerReferences.length === 0) return
    const { resource, namespace, name, uid } = stored
    const health = healthOf(stored.read())
    for (const { uid: owner, controller } of ownerReferences) {
      held += 1
      if (held > objectLimit) return
      const owned = { resource, namespace, name, uid, isController: controller === true, health }
      const known = byOwner.get(`${namespace}/${owner}`)
      if (known) known.push(owned)
      else byOwner.set(`${namespace}/${owner}`, [owned])
    }
  })
  return {
    ownedBy: (uid, namespace) => byOwner.get(`${namespace}/${uid}`) ?? [],
    searched: outcome.searched,
    notSearched: [...notSearched, ...outcome.notSearched],
    // Of a namespace alone what may not be listed is another's; of the whole cluster it may hide what could be listed in the namespace.
    complete: held <= objectLimit && outcome.notSearched.length === 0 && (where !== null || notSearched.length === 0),
  }
}
