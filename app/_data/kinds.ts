import 'server-only'
import { cache } from 'react'
import { type CountScope, type CountsAnswer, countsOperation, countVariables } from '#contract/operations/kinds.ts'
import { builtInGroup, changedKinds, runningKinds } from '#domain/built-in-kinds.ts'
import { type Failure, isAppError, toFailure } from '#domain/failure.ts'
import { type KindAccess, listableIn, toKindAccess } from '#domain/kind-access.ts'
import { packKinds } from '#domain/kind-pack.ts'
import type { HeldNamespaces } from '#domain/my-namespaces.ts'
import { namespaceShare } from '#domain/namespace-share.ts'
import { resourceKey, type ServedResource } from '#domain/resource.ts'
import { customResourceGroups, type ResourceGroup } from '#domain/resource-groups.ts'
import { readGraphql } from './graphql.ts'
import { heldNamespaces, myNamespaces } from './namespaces.ts'
import { requireSession } from './session.ts'

export const customGroups = cache(async () => customResourceGroups(await requireSession().services.servedResources()))

/** Custom kinds by group, and after them those of Kubernetes itself that they lead to. */
export const shownGroups = cache(async () => [...(await customGroups()), builtInGroup(await requireSession().services.servedResources())])

/** Kinds whose health is counted: the custom ones, and of Kubernetes' own those that say how all others run. */
export const healthKinds = cache(() => customAnd(runningKinds))

/** Kinds whose changes are told: the custom ones, and of Kubernetes' own those that people and their tools change. */
export const changeKinds = cache(() => customAnd(changedKinds))

async function customAnd(keys: ReadonlySet<string>): Promise<ServedResource[]> {
  const { resources } = builtInGroup(await requireSession().services.servedResources())
  const custom = (await customGroups()).flatMap(group => group.resources)
  return [...custom, ...resources.filter(resource => keys.has(resourceKey(resource)))]
}

/** Every kind whose objects can be listed, those of the rail or not. */
export const listedKinds = cache(
  async (): Promise<ServedResource[]> => (await requireSession().services.servedResources()).filter(resource => resource.verbs.includes('list')),
)

/** Kept from many who may view all else: nobody's namespaces are looked through for their sake. */
const withheld = new Set(['secrets', 'roles.rbac.authorization.k8s.io', 'rolebindings.rbac.authorization.k8s.io'])

/**
 * Namespaces where the user holds more than in the whole cluster, those that they named first, and those that nobody looked into; none
 * for who may list all of the rail cluster-wide anyway. Throws AppError.
 */
export const ownNamespaces = cache(async (): Promise<HeldNamespaces> => {
  const { session } = requireSession()
  const isEverywhere = (resource: ServedResource): boolean => session.capabilities[resourceKey(resource)]?.includes('list') === true
  const shown = (await shownGroups()).flatMap(group => group.resources)
  const isBound = shown.some(resource => resource.namespaced && !withheld.has(resourceKey(resource)) && !isEverywhere(resource))
  return isBound || !(await myNamespaces()).listable ? heldNamespaces() : { held: [], unlooked: [] }
})

/** What the user may do with each kind that can be listed, by `resourceKey`: cluster-wide, and in their namespaces. Throws AppError. */
export const kindAccess = cache(async (): Promise<ReadonlyMap<string, KindAccess>> => {
  const { session, services } = requireSession()
  const [resources, { held }] = await Promise.all([listedKinds(), ownNamespaces()])
  const inNamespaces = await services.capabilitiesIn(session, held)
  return new Map(resources.map(resource => [resourceKey(resource), toKindAccess(resource, session.capabilities, inNamespaces)]))
})

/** The same, or why it cannot be told. */
export const askedAccess = cache(async (): Promise<{ access: ReadonlyMap<string, KindAccess>; failure: null } | { access: null; failure: Failure }> => {
  try {
    return { access: await kindAccess(), failure: null }
  } catch (thrown) {
    if (!isAppError(thrown)) throw thrown
    return { access: null, failure: toFailure(thrown, requireSession().requestId) }
  }
})

/** Whether the user may list a kind somewhere; true where that is not known. */
export function isOpen(resource: ServedResource, access: ReadonlyMap<string, KindAccess> | null): boolean {
  const held = access?.get(resourceKey(resource))
  return !held || listableIn(held)?.length !== 0
}

/** Every kind that the cluster serves, as `packKinds` writes them; none where discovery fails. */
export async function packedKinds(): Promise<string> {
  return packKinds(
    await requireSession()
      .services.servedResources()
      .catch(() => []),
  )
}

/** Where the user may list which of these kinds, as far as one question goes. Throws AppError. */
export async function countScope(resources: readonly ServedResource[]): Promise<CountScope> {
  const { namespaces, ...scope } = await listPlaces(resources)
  const taken = namespaces.slice(0, namespaceShare(scope.within.length))
  return { ...scope, namespaces: taken, left: namespaces.length - taken.length }
}

/** Where the user may list which of these kinds, in all of their namespaces, those that they named first. Throws AppError. */
export async function listPlaces(resources: readonly ServedResource[]): Promise<Omit<CountScope, 'left'>> {
  const access = await kindAccess()
  const places = resources.map(resourceKey).map(key => ({ key, in: listableIn(access.get(key) ?? { everywhere: [], within: [] }) }))
  const inSome = new Set(places.flatMap(each => each.in ?? []))
  return {
    everywhere: places.filter(each => each.in === null).map(({ key }) => key),
    within: places.filter(each => each.in !== null && each.in.length > 0).map(({ key }) => key),
    namespaces: (await ownNamespaces()).held.filter(namespace => inSome.has(namespace)),
  }
}

/** How many objects of each kind of a group the user may view, by `resourceKey`. Null, or none, where that could not be told. */
export async function countGroup({ resources }: ResourceGroup): Promise<ReadonlyMap<string, number | null>> {
  try {
    const scope = await countScope(resources)
    if (scope.everywhere.length + scope.within.length === 0) return new Map()
    const { everywhere = [], within = [] } = await readGraphql<CountsAnswer>(countsOperation, countVariables(scope, false))
    return new Map([...everywhere, ...within].map(count => [resourceKey(count), count.total]))
  } catch (thrown) {
    if (!isAppError(thrown)) throw thrown
    return new Map()
  }
}
