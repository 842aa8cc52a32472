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

/** `ownedBy`: `owner` null for the object that the index was made for. */
export type OwnedIndex = {
  ownedBy(uid: string, owner: OwnedObject | null): readonly OwnedObject[]
  searched: number
  notSearched: NotSearched[]
  complete: boolean
}
/** `searched`: keys of the kinds. */
type Part = { byOwner: ReadonlyMap<string, readonly OwnedObject[]>; searched: readonly string[]; notSearched: NotSearched[]; complete: boolean }

// Noise in every namespace, or nothing that an owner reference of interest points from.
const skipped = new Set(['events', 'events.events.k8s.io', 'endpoints', 'endpointslices.discovery.k8s.io', 'leases.coordination.k8s.io'])
const bounds = { perKind: 5_000, timeMs: 10_000 }
const objectLimit = 20_000
const namespaceLimit = 10
/** Kinds × namespaces that are looked through because a kind may not be listed in the whole cluster. */
const placeLimit = 1_000

/** Times that one operation looks through kinds: each of ten namespaces, all others at once, and what is cluster-scoped. */
export const mostOwnedScans = namespaceLimit + 2

/**
 * All that have owners where what is owned by an object of the namespace may be, of every kind that the user may list there: in the namespace;
 * for a cluster-scoped object ('') everywhere. Made once for an operation, however many objects ask; from the eleventh namespace on one look
 * through the whole cluster serves all further ones.
 */
export async function ownedIndex(context: GraphQLContext, namespace: string): Promise<OwnedIndex> {
  const parts = namespace === '' ? await everywhere(context) : [await onePart(context, takeNear(context, namespace) ? namespace : null)]
  return {
    ownedBy(uid, owner) {
      const found = parts.flatMap(({ byOwner }) => byOwner.get(uid) ?? [])
      const beside = owner?.namespace ?? namespace
      // An owner in a namespace is one of objects beside it alone, whatever others say.
      return beside === '' ? found : found.filter(owned => owned.namespace === beside)
    },
    searched: new Set(parts.flatMap(({ searched }) => searched)).size,
    notSearched: parts.flatMap(({ notSearched }) => notSearched),
    complete: parts.every(({ complete }) => complete),
  }
}

/** What is cluster-scoped, and what is in namespaces: in the whole cluster, and where a kind may not be listed there, in the user's own. */
async function everywhere(context: GraphQLContext): Promise<Part[]> {
  const [top, wide] = await Promise.all([onePart(context, ''), onePart(context, null)])
  if (!wide.notSearched.some(({ code }) => code === 'FORBIDDEN')) return [top, wide]
  const own = (await context.heldNamespaces()).slice(0, Math.floor(placeLimit / ownedKinds(context, null).length))
  const near = await Promise.all(own.filter(namespace => takeNear(context, namespace)).map(namespace => onePart(context, namespace)))
  // What may be listed in none of them either stands in `wide` already.
  return [top, wide, ...near.map(part => ({ ...part, notSearched: [] }))]
}

/** Whether the namespace is one of those that are looked through by themselves. */
function takeNear(context: GraphQLContext, namespace: string): boolean {
  const near = context.once('enrich owned near', () => new Set<string>())
  if (near.size < namespaceLimit) near.add(namespace)
  return near.has(namespace)
}

/** `where`: a namespace, '' for what is cluster-scoped, null for every namespace. */
function onePart(context: GraphQLContext, where: string | null): Promise<Part> {
  return context.once(JSON.stringify(['enrich owned', where]), () => buildPart(context, where))
}

function ownedKinds(context: GraphQLContext, where: string | null): ServedResource[] {
  return preferredResources(context).filter(
    resource =>
      resource.namespaced === (where !== '') && resource.verbs.includes('list') && resource.verbs.includes('watch') && !skipped.has(resourceKey(resource)),
  )
}

async function buildPart(context: GraphQLContext, where: string | null): Promise<Part> {
  const { open, notSearched } = await listableKinds(context, ownedKinds(context, where), where ? [where] : null)
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
      const known = byOwner.get(owner)
      if (known) known.push(owned)
      else byOwner.set(owner, [owned])
    }
  })
  const missed = new Set(outcome.notSearched.map(({ resource }) => resource))
  return {
    byOwner,
    searched: open.flatMap(({ resource }) => (missed.has(resource) ? [] : [resourceKey(resource)])),
    notSearched: [...notSearched, ...outcome.notSearched],
    // Of a namespace alone what may not be listed is another's; of the whole cluster it may hide what could be listed in the namespace, but for
    // what Latchkey lists nowhere.
    complete: held <= objectLimit && outcome.notSearched.length === 0 && (where !== null || notSearched.every(({ code }) => code === 'BEYOND_LATCHKEY')),
  }
}
