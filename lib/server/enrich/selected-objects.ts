import { type LabelSelector, selectorText } from '#domain/references/label-selector-object.ts'
import type { SelectPointer } from '#domain/references/pointer.ts'
import { resourceKey, type ServedResource } from '#domain/resource.ts'
import type { StoredObject } from '../cache/scoped-store.ts'
import type { GraphQLContext } from '../graphql/context.ts'
import { type KindScope, listableKinds } from './listable-kinds.ts'
import { preferredResources } from './operation.ts'
import { scanKinds } from './scan-kinds.ts'

/** What a selector means, as far as the user may see it; `missing` are sentences on the rest. */
export type Selected = { objects: readonly StoredObject[]; missing: readonly string[] }

const bounds = { perKind: 2_000, timeMs: 5_000 }
const namespaceLimit = 50

/** The objects of `resource` that a pointer from an object of the namespace `own` selects. */
export async function selectedObjects(context: GraphQLContext, pointer: SelectPointer, resource: ServedResource, own: string): Promise<Selected> {
  const { scopes, missing } = await scopesOf(context, pointer, resource, own)
  const listed = await Promise.all(scopes.map(scope => listOnce(context, scope, pointer.selector)))
  const { fits } = pointer
  const objects = listed.flatMap(each => each.objects)
  return { objects: fits ? objects.filter(object => fits(object.read())) : objects, missing: [...missing, ...listed.flatMap(each => each.missing)] }
}

async function scopesOf(
  context: GraphQLContext,
  pointer: SelectPointer,
  resource: ServedResource,
  own: string,
): Promise<{ scopes: KindScope[]; missing: string[] }> {
  if (!resource.namespaced || pointer.namespaces === 'all') return scopesAcross(context, resource, resource.namespaced ? own : '')
  if (pointer.namespaces === 'own') return own === '' ? { scopes: [], missing: [] } : reviewed(context, resource, [own])
  if ('names' in pointer.namespaces) return reviewed(context, resource, pointer.namespaces.names.slice(0, namespaceLimit))
  const namespaces = preferredResources(context).find(each => resourceKey(each) === 'namespaces')
  if (!namespaces) return { scopes: [], missing: [] }
  const found = await listOnce(context, { resource: namespaces, namespaces: null }, pointer.namespaces.selector)
  const names = found.objects.map(({ name }) => name)
  const rest = await reviewed(context, resource, names.slice(0, namespaceLimit))
  const cut = names.length > namespaceLimit ? [`Only ${namespaceLimit} of ${names.length} namespaces were looked through.`] : []
  return { scopes: rest.scopes, missing: [...found.missing, ...rest.missing, ...cut] }
}

/** The whole cluster; for whom that is denied, what is beside. */
async function scopesAcross(context: GraphQLContext, resource: ServedResource, own: string): Promise<{ scopes: KindScope[]; missing: string[] }> {
  const everywhere = await reviewed(context, resource, null)
  if (everywhere.scopes.length > 0 || own === '') return everywhere
  const beside = await reviewed(context, resource, [own])
  return { scopes: beside.scopes, missing: everywhere.missing }
}

async function reviewed(
  context: GraphQLContext,
  resource: ServedResource,
  namespaces: readonly string[] | null,
): Promise<{ scopes: KindScope[]; missing: string[] }> {
  const { open, notSearched } = namespaces?.length === 0 ? { open: [], notSearched: [] } : await listableKinds(context, [resource], namespaces)
  return { scopes: open, missing: notSearched.map(({ reason }) => reason) }
}

/** Once for the operation: many objects select alike. */
function listOnce(context: GraphQLContext, scope: KindScope, selector: LabelSelector): Promise<Selected> {
  const labelSelector = selectorText(selector)
  const { resource, namespaces } = scope
  return context.once(JSON.stringify(['enrich select', resourceKey(resource), resource.version, namespaces, labelSelector]), async () => {
    const objects: StoredObject[] = []
    const { notSearched } = await scanKinds(context, [scope], { ...bounds, labelSelector }, object => objects.push(object))
    return { objects, missing: notSearched.map(({ reason }) => reason) }
  })
}
