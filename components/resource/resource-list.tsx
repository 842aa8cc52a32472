'use client'

import { useRouter } from 'next/navigation'
import { useMemo, useRef, useState } from 'react'
import { type FirstLists, useLiveList } from '#client/use-live-list.ts'
import { WhichRole } from '#components/access/which-role.tsx'
import { PinButton } from '#components/shell/pin-button.tsx'
import { InlineFailure } from '#components/state/inline-failure.tsx'
import { ActionButton } from '#components/ui/action-button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import type { TableColumn } from '#contract/kubernetes.ts'
import type { ListScope } from '#contract/operations/list.ts'
import { toFailure } from '#domain/failure.ts'
import { answerFrom } from '#domain/list-answer.ts'
import { isNarrowing, isPlain } from '#domain/list-question.ts'
import { createPath, listPath } from '#domain/page-path.ts'
import { resourceKey, type ServedResource } from '#domain/resource.ts'
import { useText } from '#use-text'
import { ColumnChooser } from './column-chooser.tsx'
import { EmptyList } from './empty-list.tsx'
import { HealthFilter } from './health-filter.tsx'
import { ListAnnouncer } from './list-announcer.tsx'
import { ListToolbar } from './list-toolbar.tsx'
import { countText, emptyText, noMatchText } from './list-words.ts'
import { LiveStatus } from './live-status.tsx'
import { MoreRows } from './more-rows.tsx'
import { NamespaceFilter, type NamespaceFilterProps } from './namespace-filter.tsx'
import { NamespacesNotShown } from './namespaces-not-shown.tsx'
import type { ShownColumn } from './object-row.tsx'
import { ResourceTable } from './resource-table.tsx'
import { SaveCsv } from './save-csv.tsx'
import { SavedViews } from './saved-views.tsx'
import { SelectUnloaded } from './select-unloaded.tsx'
import { SelectionBar } from './selection-bar.tsx'
import { useListQuestion } from './use-list-question.ts'
import { useListState } from './use-list-state.ts'
import { useSelection } from './use-selection.ts'

type Props = {
  resource: ServedResource
  scope: ListScope
  first: FirstLists
  /** `left`: namespaces of the user beyond those that one list takes; `unlooked`: of which it is not known whether they are. */
  namespaces: NamespaceFilterProps & { left: number; unlooked: number }
  /** Why none may be created here; null where one may. */
  createDenied: string | null
}

/** The list of one resource: header, narrowing, table; alive from the server's first picture on. */
export function ResourceList({ resource, scope, first, namespaces, createDenied }: Props) {
  const t = useText()
  const router = useRouter()
  const whole = useRef<HTMLDivElement>(null)
  const [loaded, setLoaded] = useState<{ said: string } | null>(null)
  const control = useListState()
  const { state, change } = control
  const { question, asked, problems } = useListQuestion(control, first.plain.columns)
  const { view, answered, isAsking, isFilling, coming, error, state: live, changed, news, loadMore } = useLiveList(scope, first, asked)
  // The order of a part says nothing of the whole: what stands there stays until the server has told.
  const sortBy = isAsking ? answered.sortBy : question.sortBy
  const rows = useMemo(() => answerFrom(view, { ...question, sortBy }, answered), [view, question, sortBy, answered])
  const asking = JSON.stringify([scope, state.filter, state.health])
  const selection = useSelection(rows, asking, view.cursor === null)
  const isWholeChosen = !isAsking && error === null && selection.rows.length === rows.length
  const columns = useMemo(() => shownColumns(view.columns, state.columns), [view.columns, state.columns])
  const showNamespace = resource.namespaced && scope.namespace === undefined
  const isNarrowed = isNarrowing(question)
  const count = countText(rows.length, view, isNarrowed, t)
  const isEmpty = view.rows.length === 0 && view.cursor === null && isPlain(answered)
  const showHealth = state.health !== null || state.columns !== null || state.sortBy.some(key => 'field' in key && key.field === 'HEALTH')
  return (
    <div ref={whole} className="flex h-full flex-col">
      <header className="flex flex-wrap items-baseline gap-x-3 px-4 pt-3">
        <h1 className="text-xl font-semibold">{resource.kind}</h1>
        <p className="font-mono text-sm text-text-3">
          {resource.resource}
          {resource.group && `.${resource.group}`}/{resource.version}
        </p>
        <PinButton path={listPath(resource)} title={resource.kind} kind="" namespace="" />
        <div className="ml-auto flex items-center gap-3 self-center">
          <LiveStatus state={live} />
          <ActionButton
            shortcut="c"
            denied={createDenied}
            remedy={<WhichRole question={{ verb: 'create', group: resource.group, resource: resource.resource, ...onlyPlace(namespaces.selected) }} />}
            onAct={() => router.push(createPath(resource, namespaces.selected[0]))}
          >
            {t('Create')}
          </ActionButton>
        </div>
      </header>
      <ListToolbar filter={state.filter} onFilter={filter => change({ filter })} problems={problems} count={isAsking ? t('Searching…') : count}>
        {resource.namespaced && <NamespaceFilter {...namespaces} />}
        <HealthFilter selected={state.health} onSelect={health => change({ health })} />
        <ColumnChooser columns={view.columns} chosen={state.columns} onChoose={chosen => change({ columns: chosen })} />
        <SavedViews listKey={resourceKey(resource)} />
        <SaveCsv fileName={`${resource.resource}.csv`} {...{ scope, question, view, rows, columns, showNamespace }} />
      </ListToolbar>
      <ListAnnouncer {...{ news, view, answered, isAsking, question, count, loaded }} asked={JSON.stringify([state.filter, state.health])} />
      <NamespacesNotShown denied={view.denied} left={namespaces.left} unlooked={namespaces.unlooked} />
      {error !== null && (
        <div className="px-4 pb-2">
          <InlineFailure title={t('The whole list could not be searched; what stands below is from what is loaded')} failure={toFailure(error)} />
        </div>
      )}
      {columns.length > 0 && (
        <ResourceTable
          label={resource.resource}
          {...{ resource, rows, coming, columns, showNamespace, showHealth, changed }}
          sortBy={question.sortBy}
          onSort={turn => change(now => ({ sortBy: turn(now.sortBy) }))}
          selection={selection}
          total={isNarrowed && view.cursor === null ? rows.length : view.total}
        />
      )}
      {isEmpty && <EmptyList resource={resource} title={emptyText(resource, scope, t)} />}
      {!isEmpty && rows.length === 0 && !isAsking && (
        <div className="p-4">
          <Callout title={noMatchText(resource, scope, state.filter.trim(), t)} />
        </div>
      )}
      <SelectionBar resource={resource} selection={selection} onLeft={() => whole.current?.querySelector<HTMLElement>('a[data-row-link]')?.focus()}>
        {view.cursor !== null && <SelectUnloaded key={asking} {...{ scope, question, selection }} isOffered={isWholeChosen} total={view.total} />}
      </SelectionBar>
      {view.cursor !== null && !isFilling && (
        <MoreRows
          view={view}
          loadMore={loadMore}
          onLoaded={more => setLoaded({ said: t.count(more, '{count} more row is there.', '{count} more rows are there.') })}
        />
      )}
    </div>
  )
}

function onlyPlace([namespace]: readonly string[]): { namespace?: string } {
  return namespace === undefined ? {} : { namespace }
}

function shownColumns(columns: readonly TableColumn[], chosen: readonly string[] | null): ShownColumn[] {
  const nameIndex = Math.max(
    0,
    columns.findIndex(column => column.format === 'name'),
  )
  return columns
    .map((column, index) => ({ ...column, index, isName: index === nameIndex }))
    .filter(({ isName, name, priority }) => isName || (chosen === null ? priority <= 0 : chosen.includes(name)))
}
