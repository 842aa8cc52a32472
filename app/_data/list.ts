import 'server-only'
import type { AccessAnswer } from '#contract/access.ts'
import { type ListAnswer, type ListScope, listOperation } from '#contract/operations/list.ts'
import { isAppError } from '#domain/failure.ts'
import { type ListView, toListView } from '#domain/list-view.ts'
import { isNamespaceName } from '#domain/namespace-memory.ts'
import { resourceKey, type ServedResource } from '#domain/resource.ts'
import { readGraphql } from './graphql.ts'
import { knownNamespaces } from './namespaces.ts'
import { requireSession } from './session.ts'

export type ListNamespaces = { known: string[]; remembered: string[]; selected: string | null; everywhere: boolean }
/** What a list page shows, or why nothing may be listed. */
export type ListData = { namespaces: ListNamespaces } & ({ scope: ListScope; view: ListView; denied: null } | { denied: Pick<AccessAnswer, 'reason' | 'code'> })

const mergedNamespaceLimit = 10
const firstPage = 500

/**
 * Reads the first page of a list: of the namespace asked for, else of the cluster where that is allowed, else of all remembered
 * namespaces where it is. Throws AppError.
 */
export async function readList(resource: ServedResource, asked: string | undefined): Promise<ListData> {
  const { known, remembered, listable } = await knownNamespaces()
  const selected = resource.namespaced && isNamespaceName(asked) ? asked : null
  const everywhere = await mayListEverywhere(resource)
  const namespaces = { known, remembered: listable ? [] : remembered, selected, everywhere: everywhere.allowed }
  const { group, version, resource: plural } = resource
  const target = { resource: { group, version, resource: plural } }
  if (selected !== null) return { namespaces, ...(await readPage({ ...target, namespace: selected })), denied: null }
  if (everywhere.allowed || !resource.namespaced) return { namespaces, ...(await readPage(target)), denied: null }
  const candidates = remembered.slice(0, mergedNamespaceLimit)
  if (candidates.length === 0) return { namespaces, denied: everywhere }
  try {
    const { view } = await readPage({ ...target, namespaces: candidates })
    const closed = new Set(view.denied.map(({ namespace }) => namespace))
    const open = candidates.filter(namespace => !closed.has(namespace))
    // Where it was denied from the start there is nothing to say; what is lost later is told.
    const shown = { ...view, denied: view.denied.filter(({ code }) => code !== 'FORBIDDEN') }
    return { namespaces: { ...namespaces, known: listable ? known : open }, scope: { ...target, namespaces: open }, view: shown, denied: null }
  } catch (thrown) {
    if (isAppError(thrown) && thrown.code === 'FORBIDDEN') return { namespaces, denied: everywhere }
    throw thrown
  }
}

async function readPage(scope: ListScope): Promise<{ scope: ListScope; view: ListView }> {
  const { list } = await readGraphql<ListAnswer>(listOperation, { ...scope, first: firstPage })
  return { scope, view: toListView(list) }
}

async function mayListEverywhere(resource: ServedResource): Promise<AccessAnswer> {
  const { session, services } = requireSession()
  if (session.capabilities[resourceKey(resource)]?.includes('list')) return { allowed: true, reason: '' }
  const { group, resource: plural } = resource
  const [answer] = await services.reviewAccess(session, [{ verb: 'list', group, resource: plural }])
  return answer ?? { allowed: false, reason: 'The cluster did not say whether you may list them.' }
}
