import 'server-only'
import type { AccessAnswer } from '#contract/access.ts'
import { type Table, tableAccept } from '#contract/kubernetes.ts'
import { apiPath } from '#domain/api-path.ts'
import { toFailure } from '#domain/failure.ts'
import type { ScopedTable } from '#domain/list-scope.ts'
import { isNamespaceName } from '#domain/namespace-memory.ts'
import { resourceKey, type ServedResource } from '#domain/resource.ts'
import { toTableView } from '#domain/table-view.ts'
import { knownNamespaces } from './namespaces.ts'
import { requireSession } from './session.ts'

/** What a list page shows. `denied`: nothing may be listed, and why. */
export type ListData = {
  tables: ScopedTable[]
  namespaces: { known: string[]; remembered: string[]; selected: string | null; everywhere: boolean }
  denied: Pick<AccessAnswer, 'reason' | 'code'> | null
}

const mergedNamespaceLimit = 10

/** Reads the first page of a list: of the namespace asked for, else of the cluster where that is allowed, else of each remembered namespace where it is. */
export async function readList(resource: ServedResource, asked: string | undefined): Promise<ListData> {
  const { known, remembered, listable } = await knownNamespaces()
  const selected = resource.namespaced && isNamespaceName(asked) ? asked : null
  const everywhere = await mayList(resource, undefined)
  const namespaces = { known, remembered: listable ? [] : remembered, selected, everywhere: everywhere.allowed }
  if (selected !== null) return { namespaces, tables: [await readTable(resource, selected)], denied: null }
  if (everywhere.allowed || !resource.namespaced) return { namespaces, tables: [await readTable(resource, null)], denied: null }
  const candidates = remembered.slice(0, mergedNamespaceLimit)
  const answers = await Promise.all(candidates.map(namespace => mayList(resource, namespace)))
  const open = candidates.filter((_, index) => answers[index]?.allowed)
  const tables = await Promise.all(open.map(namespace => readTable(resource, namespace)))
  return { namespaces: { ...namespaces, known: listable ? known : open }, tables, denied: tables.length === 0 ? everywhere : null }
}

async function mayList(resource: ServedResource, namespace: string | undefined): Promise<AccessAnswer> {
  const { session, services } = requireSession()
  if (session.capabilities[resourceKey(resource)]?.includes('list')) return { allowed: true, reason: '' }
  const { group, resource: plural } = resource
  const [answer] = await services.reviewAccess(session, [{ verb: 'list', group, resource: plural, ...(namespace ? { namespace } : {}) }])
  return answer ?? { allowed: false, reason: 'The cluster did not say whether you may list them.' }
}

async function readTable(resource: ServedResource, namespace: string | null): Promise<ScopedTable> {
  const { session, services, requestId } = requireSession()
  try {
    const path = apiPath({ ...resource, namespace: namespace ?? undefined })
    const table = await services.kubeGet<Table>(session, path, { accept: tableAccept, query: { limit: '500', includeObject: 'Metadata' } })
    return { namespace, view: toTableView(table), failure: null }
  } catch (thrown) {
    const view = { columns: [], rows: [], resourceVersion: '', continueToken: '', remaining: 0 }
    return { namespace, view, failure: toFailure(thrown, requestId) }
  }
}
