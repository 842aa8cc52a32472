'use client'

import { useDeferredValue, useEffect, useMemo, useState } from 'react'
import { useLiveList } from '#client/use-live-list.ts'
import { InlineFailure } from '#components/state/inline-failure.tsx'
import { Callout } from '#components/ui/callout.tsx'
import type { TableColumn } from '#contract/kubernetes.ts'
import type { ListScope } from '#contract/operations/list.ts'
import { toFailure } from '#domain/failure.ts'
import type { HealthLevel } from '#domain/health.ts'
import type { SortKey } from '#domain/list-query.ts'
import { answerFrom, isPlain } from '#domain/list-question.ts'
import type { ListView } from '#domain/list-view.ts'
import type { ServedResource } from '#domain/resource.ts'
import { EmptyList } from './empty-list.tsx'
import { HealthFilter } from './health-filter.tsx'
import { ListToolbar } from './list-toolbar.tsx'
import { LiveStatus } from './live-status.tsx'
import { MoreRows } from './more-rows.tsx'
import { NamespaceFilter } from './namespace-filter.tsx'
import { NamespacesNotShown } from './namespaces-not-shown.tsx'
import type { ShownColumn } from './object-row.tsx'
import { ResourceTable } from './resource-table.tsx'

type Props = {
  resource: ServedResource
  scope: ListScope
  initial: ListView
  namespaces: { known: string[]; remembered: string[]; selected: string | null; everywhere: boolean }
}

/** The list of one resource: header, narrowing, table; alive from the server's first picture on. */
export function ResourceList({ resource, scope, initial, namespaces }: Props) {
  const [filter, setFilter] = useState('')
  const [health, setHealth] = useState<HealthLevel | null>(null)
  const [wide, setWide] = useState(false)
  const [sortBy, setSortBy] = useState<SortKey[]>([])
  const search = useDeferredValue(filter)
  const settled = useSettled(filter)
  const question = useMemo(() => ({ search, health, sortBy }), [search, health, sortBy])
  const asked = useMemo(() => ({ search: settled, health, sortBy }), [settled, health, sortBy])
  const { view, answered, isAsking, error, state, changed, loadMore } = useLiveList(scope, initial, asked)
  const rows = useMemo(() => answerFrom(view, question, answered), [view, question, answered])
  const columns = useMemo(() => shownColumns(view.columns, wide), [view.columns, wide])
  const showNamespace = resource.namespaced && scope.namespace === undefined
  const isNarrowed = !isPlain({ ...question, sortBy: [] })
  const isEmpty = view.rows.length === 0 && view.cursor === null && isPlain(answered)
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
      <ListToolbar {...{ filter, wide }} onFilter={setFilter} onWide={setWide} count={isAsking ? 'Searching…' : countText(rows.length, view, isNarrowed)}>
        {resource.namespaced && <NamespaceFilter {...namespaces} />}
        <HealthFilter selected={health} onSelect={setHealth} />
      </ListToolbar>
      <NamespacesNotShown denied={view.denied} />
      {error !== null && (
        <div className="px-4 pb-2">
          <InlineFailure title="The whole list could not be searched; what stands below is from what is loaded" failure={toFailure(error)} />
        </div>
      )}
      {columns.length > 0 && (
        <ResourceTable
          label={resource.resource}
          {...{ resource, rows, columns, showNamespace, changed, sortBy }}
          showHealth={wide || health !== null}
          onSort={setSortBy}
          total={isNarrowed && view.cursor === null ? rows.length : view.total}
        />
      )}
      {isEmpty && <EmptyList resource={resource} where={placeText(resource, scope)} />}
      {!isEmpty && rows.length === 0 && !isAsking && (
        <div className="p-4">
          <Callout
            title={`Nothing among ${resource.resource} ${placeText(resource, scope)} matches${search.trim() === '' ? ' this health' : ` “${search.trim()}”`}.`}
          />
        </div>
      )}
      {view.cursor !== null && <MoreRows view={view} loadMore={loadMore} />}
    </div>
  )
}

const settledMs = 250

/** A text once nobody has typed for a moment, so that a server is not asked for each letter; an emptied one at once. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), text === '' ? 0 : settledMs)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}

function shownColumns(columns: readonly TableColumn[], wide: boolean): ShownColumn[] {
  const nameIndex = Math.max(
    0,
    columns.findIndex(column => column.format === 'name'),
  )
  return columns.map((column, index) => ({ ...column, index, isName: index === nameIndex })).filter(column => wide || column.priority <= 0)
}

function countText(shown: number, { rows, cursor, total }: ListView, isNarrowed: boolean): string {
  if (cursor === null) return isNarrowed && shown !== rows.length ? `${shown} of ${rows.length} objects` : objectsText(rows.length)
  return total === null ? `more than ${rows.length} objects` : objectsText(total)
}

function objectsText(count: number): string {
  return `${count} ${count === 1 ? 'object' : 'objects'}`
}

function placeText(resource: ServedResource, { namespace, namespaces }: ListScope): string {
  const names = namespaces ?? (namespace === undefined ? [] : [namespace])
  if (!resource.namespaced || names.length === 0) return 'in this cluster'
  return `in ${names.length > 3 ? `these ${names.length} namespaces` : names.join(', ')}`
}
