'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useKeptScroll } from '#client/use-kept-scroll.ts'
import { SkeletonRow } from '#components/ui/skeleton-row.tsx'
import type { RowSortKey } from '#domain/list-state.ts'
import type { RowView } from '#domain/list-view.ts'
import type { ResourceRef } from '#domain/resource.ts'
import { useText } from '#use-text'
import { HeadCell } from './head-cell.tsx'
import { ObjectRow, type ShownColumn } from './object-row.tsx'
import { useRowKeys } from './use-row-keys.ts'
import type { Selection } from './use-selection.ts'

const rowHeightPx = 32
const virtualFrom = 200

type Props = {
  label: string
  resource: ResourceRef
  rows: readonly RowView[]
  /** Rows that are on their way. */
  coming: number
  /** Objects there are in all, loaded or not; null where nobody counted. */
  total: number | null
  columns: readonly ShownColumn[]
  showNamespace: boolean
  showHealth: boolean
  changed: ReadonlySet<string>
  sortBy: readonly RowSortKey[]
  onSort: (turn: (now: readonly RowSortKey[]) => RowSortKey[]) => void
  selection: Selection
}

/** Objects as a table. Beyond 200 rows only those in sight are in the document; counts and positions tell of the rest. */
export function ResourceTable({ label, resource, rows, coming, total, columns, showNamespace, showHealth, changed, sortBy, onSort, selection }: Props) {
  const t = useText()
  const scroller = useRef<HTMLDivElement>(null)
  // Before the rows in sight are told from it.
  useKeptScroll(scroller)
  const isFresh = useFirstMoment()
  // By what there will be, so that a list does not change its ways as more of it comes.
  const isVirtual = total === null || Math.max(total, rows.length) > virtualFrom
  const virtual = useVirtualizer({
    count: rows.length + coming,
    enabled: isVirtual,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    overscan: 12,
    initialRect: { width: 1200, height: 1200 },
    // The head stays over the rows.
    scrollPaddingStart: rowHeightPx,
  })
  const reveal = useCallback((index: number) => isVirtual && virtual.scrollToIndex(index), [isVirtual, virtual])
  const onKeyDown = useRowKeys({ rows, reveal, onSelect: selection.toggle })
  const items = virtual.getVirtualItems()
  const shown = isVirtual ? items.map(item => item.index) : Array.from({ length: rows.length + coming }, (_, index) => index)
  const before = isVirtual ? (items[0]?.start ?? 0) : 0
  const after = isVirtual ? virtual.getTotalSize() - (items.at(-1)?.end ?? 0) : 0
  const all = <SelectAll selection={selection} count={rows.length} />
  const width = columns.length + (showNamespace ? 1 : 0) + (showHealth ? 1 : 0)
  return (
    <section
      ref={scroller}
      className={`scroll-pt-8 overflow-auto ${rows.length > 0 ? 'min-h-0 flex-1' : 'shrink-0'}`}
      aria-label={t('{label}, scrollable', { label })}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be scrollable by keyboard.
      tabIndex={0}
    >
      <table className="grid-table sticky-head" aria-label={label} aria-rowcount={total === null ? -1 : total + 1} onKeyDown={onKeyDown}>
        <thead>
          <tr aria-rowindex={1}>
            {showNamespace && <HeadCell name="Namespace" before={all} sortKey={{ field: 'NAMESPACE' }} sortBy={sortBy} onSort={onSort} />}
            {columns.map((column, at) => (
              <HeadCell
                before={at === 0 && !showNamespace && all}
                key={column.index}
                name={column.name}
                description={column.description}
                sortKey={{ column: column.name }}
                sortBy={sortBy}
                onSort={onSort}
              />
            ))}
            {showHealth && (
              <HeadCell name={t('Health')} description={t('From its conditions and phase')} sortKey={{ field: 'HEALTH' }} sortBy={sortBy} onSort={onSort} />
            )}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Spacer heightPx={before} width={width} />}
          {shown.map(index => {
            const row = rows[index]
            return row ? (
              <ObjectRow
                key={row.key}
                {...{ resource, row, columns, showNamespace, showHealth, index, isFresh }}
                flash={changed.has(row.key)}
                isSelected={selection.keys.has(row.key)}
                onSelect={selection.toggle}
              />
            ) : (
              index < rows.length + coming && <SkeletonRow key={`coming ${index}`} index={index} width={width} />
            )
          })}
          {after > 0 && <Spacer heightPx={after} width={width} />}
        </tbody>
      </table>
    </section>
  )
}

function SelectAll({ selection, count }: { selection: Selection; count: number }) {
  const t = useText()
  const isAll = count > 0 && selection.rows.length === count
  return (
    <input
      type="checkbox"
      className="select-box accent-accent-fill"
      aria-label={t('Select all shown')}
      checked={isAll}
      disabled={count === 0}
      ref={element => {
        if (element) element.indeterminate = selection.rows.length > 0 && !isAll
      }}
      onChange={selection.toggleAll}
    />
  )
}

function Spacer({ heightPx, width }: { heightPx: number; width: number }) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row of padding takes no focus.
    <tr aria-hidden="true" className="spacer">
      <td colSpan={width} style={{ height: heightPx }} />
    </tr>
  )
}

/** True until the page is alive, so that the first picture in the browser is the server's. */
function useFirstMoment(): boolean {
  const [first, setFirst] = useState(true)
  useEffect(() => setFirst(false), [])
  return first
}
