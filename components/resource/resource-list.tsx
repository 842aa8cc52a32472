'use client'

import { useDeferredValue, useMemo, useState } from 'react'
import { useLiveTable } from '#client/use-live-table.ts'
import { InlineFailure } from '#components/state/inline-failure.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { toFailure } from '#domain/failure.ts'
import type { ScopedTable } from '#domain/list-scope.ts'
import type { ServedResource } from '#domain/resource.ts'
import { orderRows, type RowOrder } from '#domain/sort-rows.ts'
import { filterRows, mergeTableViews } from '#domain/table-view.ts'
import { EmptyList } from './empty-list.tsx'
import { ListToolbar } from './list-toolbar.tsx'
import { LiveStatus } from './live-status.tsx'
import { NamespaceFilter } from './namespace-filter.tsx'
import type { ShownColumn } from './object-row.tsx'
import { ResourceTable } from './resource-table.tsx'

type Props = {
  resource: ServedResource
  tables: ScopedTable[]
  namespaces: { known: string[]; remembered: string[]; selected: string | null; everywhere: boolean }
}

/** The list of one resource: header, narrowing, table; alive from the server's first picture on. */
export function ResourceList({ resource, tables: initial, namespaces }: Props) {
  const { tables, state, changed, loadMore } = useLiveTable(resource, initial)
  const [filter, setFilter] = useState('')
  const [wide, setWide] = useState(false)
  const [order, setOrder] = useState<RowOrder | null>(null)
  const needle = useDeferredValue(filter)
  const view = useMemo(() => mergeTableViews(tables.map(table => table.view)), [tables])
  const rows = useMemo(() => {
    const found = filterRows(view.rows, needle)
    return order ? orderRows(found, order, view.columns) : found
  }, [view, needle, order])
  const columns = useMemo(() => shownColumns(view.columns, wide), [view.columns, wide])
  const failed = tables.filter(table => table.failure !== null)
  const showNamespace = resource.namespaced && (tables.length > 1 || tables[0]?.namespace === null)
  const total = view.rows.length + view.remaining
  const onOrder = (column: RowOrder['column']) =>
    setOrder(now => (now?.column !== column ? { column, descending: false } : now.descending ? null : { column, descending: true }))
  return (
    <div className="flex h-full flex-col">
      <header className="flex flex-wrap items-baseline gap-x-3 px-4 pt-3">
        <h1 className="text-xl font-semibold">{resource.kind}</h1>
        <p className="font-mono text-sm text-text-3">
          {resource.resource}
          {resource.group && `.${resource.group}`}/{resource.version}
        </p>
        <div className="ml-auto self-center">
          <LiveStatus state={state} />
        </div>
      </header>
      <ListToolbar
        {...{ filter, wide }}
        onFilter={setFilter}
        onWide={setWide}
        hasWide={view.columns.some(column => column.wide)}
        count={countText(rows.length, view.rows.length, total)}
      >
        {resource.namespaced && <NamespaceFilter {...namespaces} />}
      </ListToolbar>
      {failed.length > 0 && (
        <div className="space-y-2 px-4 pb-2">
          {failed.map(
            table => table.failure && <InlineFailure key={table.namespace} title={`Namespace ${table.namespace} is not shown`} failure={table.failure} />,
          )}
        </div>
      )}
      {columns.length > 0 && (
        <ResourceTable
          label={resource.resource}
          {...{ resource, rows, columns, showNamespace, changed, order, onOrder }}
          total={needle ? rows.length : total}
        />
      )}
      {total === 0 && failed.length < tables.length && <EmptyList resource={resource} where={placeText(resource, tables)} />}
      {total > 0 && rows.length === 0 && (
        <div className="p-4">
          <Callout title={`Nothing among ${view.rows.length} ${resource.resource} matches “${needle}”.`} />
        </div>
      )}
      {view.remaining > 0 && <MoreRows remaining={view.remaining} loaded={view.rows.length} loadMore={loadMore} />}
    </div>
  )
}

function MoreRows({ remaining, loaded, loadMore }: { remaining: number; loaded: number; loadMore: () => Promise<void> }) {
  const [pending, setPending] = useState(false)
  const [thrown, setThrown] = useState<unknown>(null)
  const load = () => {
    setPending(true)
    setThrown(null)
    loadMore()
      .catch(setThrown)
      .finally(() => setPending(false))
  }
  return (
    <footer className="flex items-center gap-3 border-t border-line px-4 py-2 text-text-2">
      <span>
        {loaded} of {loaded + remaining} loaded; filter and order look at these alone.
      </span>
      <button type="button" className="button" disabled={pending} onClick={load}>
        {pending ? 'Loading…' : 'Load 500 more'}
      </button>
      {thrown !== null && <span className="text-failing">{toFailure(thrown).message}</span>}
    </footer>
  )
}

function shownColumns(columns: Parameters<typeof orderRows>[2], wide: boolean): ShownColumn[] {
  const nameIndex = Math.max(
    0,
    columns.findIndex(column => column.isName),
  )
  return columns.map((column, index) => ({ ...column, index, isName: index === nameIndex })).filter(column => wide || !column.wide)
}

function countText(shown: number, loaded: number, total: number): string {
  return shown === loaded ? `${total} ${total === 1 ? 'object' : 'objects'}` : `${shown} of ${total} objects`
}

function placeText(resource: ServedResource, tables: readonly ScopedTable[]): string {
  const names = tables.flatMap(table => table.namespace ?? [])
  if (!resource.namespaced || names.length === 0) return 'in this cluster'
  return `in ${names.length > 3 ? `these ${names.length} namespaces` : names.join(', ')}`
}
