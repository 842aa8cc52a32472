import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { type Table, tableAccept } from '#contract/kubernetes.ts'
import { apiPath } from '#domain/api-path.ts'
import { listScopeKey, type ScopedTable, scopeName } from '#domain/list-scope.ts'
import { type LiveState, worstLiveState } from '#domain/live-state.ts'
import type { ResourceRef } from '#domain/resource.ts'
import { appendPage, type TableView, toTableView } from '#domain/table-view.ts'
import { applyTableEvents, type TableEvent } from '#domain/watch-table.ts'
import { AppError } from '#errors/app-error.ts'
import { kubeJson } from './request.ts'
import { followWatch } from './watch-loop.ts'

export type LiveTable = {
  tables: ScopedTable[]
  state: LiveState
  changed: ReadonlySet<string>
  /** Loads the next page of the one list that has more. Throws AppError. */
  loadMore: () => Promise<void>
}

/** A list, or one per namespace, kept as the cluster has it by a watch each. */
export function useLiveTable(ref: ResourceRef, initial: ScopedTable[]): LiveTable {
  const client = useQueryClient()
  const { group, version, resource } = ref
  const key = listScopeKey(ref, initial)
  const { data: tables } = useQuery({ queryKey: key, queryFn: () => initial, initialData: initial, staleTime: Number.POSITIVE_INFINITY })
  const [states, setStates] = useState<Record<string, LiveState>>({})
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set())
  const touched = useRef(new Set<string>())
  const keyText = JSON.stringify(key)

  const replace = useCallback(
    (namespace: string | null, change: (view: TableView) => TableView) =>
      client.setQueryData<ScopedTable[]>(JSON.parse(keyText) as string[], all =>
        all?.map(table => (table.namespace === namespace ? { ...table, view: change(table.view) } : table)),
      ),
    [client, keyText],
  )

  useEffect(() => {
    const stop = new AbortController()
    const read = (namespace: string | null) =>
      client.getQueryData<ScopedTable[]>(JSON.parse(keyText) as string[])?.find(table => table.namespace === namespace)?.view
    const scopes = (client.getQueryData<ScopedTable[]>(JSON.parse(keyText) as string[]) ?? []).filter(table => table.failure === null)
    setStates(Object.fromEntries(scopes.map(scope => [scopeName(scope.namespace), { kind: 'connecting' as const }])))
    for (const { namespace } of scopes) {
      const path = apiPath({ group, version, resource, namespace: namespace ?? undefined })
      const onState = (state: LiveState) => setStates(all => ({ ...all, [scopeName(namespace)]: state }))
      const relist = async (signal: AbortSignal) => {
        const fresh = await listTable(path, '', signal)
        touched.current.clear()
        replace(namespace, () => fresh)
      }
      void followWatch<TableEvent>(
        {
          request: () => ({ path, accept: tableAccept, query: { resourceVersion: read(namespace)?.resourceVersion ?? '', includeObject: 'Metadata' } }),
          relist,
          onState,
          apply(events) {
            const before = read(namespace)
            if (!before) return
            const outcome = applyTableEvents(before, events)
            for (const row of outcome.changed) touched.current.add(row)
            replace(namespace, view => ({ ...view, rows: outcome.rows, resourceVersion: outcome.resourceVersion }))
            if (outcome.changed.size > 0) setChanged(outcome.changed)
            if (outcome.failure) throw new AppError(outcome.failure.code === 410 ? 'GONE' : 'CLUSTER_UNREACHABLE', outcome.failure.message)
          },
        },
        stop.signal,
      )
    }
    return () => stop.abort()
  }, [client, keyText, replace, group, version, resource])

  const loadMore = useCallback(async () => {
    const open = tables.find(table => table.view.continueToken !== '')
    if (!open) return
    const page = await listTable(apiPath({ group, version, resource, namespace: open.namespace ?? undefined }), open.view.continueToken)
    replace(open.namespace, view => appendPage(view, page, touched.current))
  }, [tables, group, version, resource, replace])

  const known = Object.values(states)
  return { tables, state: known.length === 0 ? { kind: 'connecting' } : worstLiveState(known), changed, loadMore }
}

async function listTable(path: string, continueToken: string, signal?: AbortSignal): Promise<TableView> {
  const query = { limit: '500', includeObject: 'Metadata', ...(continueToken ? { continue: continueToken } : {}) }
  return toTableView(await kubeJson<Table>(path, { accept: tableAccept, query, signal }))
}
