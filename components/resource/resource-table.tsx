'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { ChevronDown, ChevronUp } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { SortKey } from '#domain/list-query.ts'
import type { RowView } from '#domain/list-view.ts'
import type { ResourceRef } from '#domain/resource.ts'
import { ObjectRow, type ShownColumn } from './object-row.tsx'

const rowHeightPx = 32
const virtualFrom = 200

type Props = {
  label: string
  resource: ResourceRef
  rows: readonly RowView[]
  /** Objects there are in all, loaded or not; null where nobody counted. */
  total: number | null
  columns: readonly ShownColumn[]
  showNamespace: boolean
  showHealth: boolean
  changed: ReadonlySet<string>
  sortBy: readonly SortKey[]
  onSort: (sortBy: SortKey[]) => void
}

/** Objects as a table. Beyond 200 rows only those in sight are in the document; counts and positions tell of the rest. */
export function ResourceTable({ label, resource, rows, total, columns, showNamespace, showHealth, changed, sortBy, onSort }: Props) {
  const scroller = useRef<HTMLDivElement>(null)
  const isFresh = useFirstMoment()
  const virtual = useVirtualizer({
    count: rows.length,
    enabled: rows.length > virtualFrom,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    overscan: 12,
    initialRect: { width: 1200, height: 1200 },
  })
  const items = virtual.getVirtualItems()
  const isVirtual = rows.length > virtualFrom
  const shown = isVirtual ? items.map(item => item.index) : rows.map((_, index) => index)
  const before = isVirtual ? (items[0]?.start ?? 0) : 0
  const after = isVirtual ? virtual.getTotalSize() - (items.at(-1)?.end ?? 0) : 0
  const width = columns.length + (showNamespace ? 1 : 0) + (showHealth ? 1 : 0)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be scrollable by keyboard.
    <section ref={scroller} className={`overflow-auto ${rows.length > 0 ? 'min-h-0 flex-1' : 'shrink-0'}`} aria-label={`${label}, scrollable`} tabIndex={0}>
      <table className="grid-table sticky-head" aria-label={label} aria-rowcount={total === null ? -1 : total + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {showNamespace && <HeadCell name="Namespace" sortKey={{ field: 'NAMESPACE' }} sortBy={sortBy} onSort={onSort} />}
            {columns.map(column => (
              <HeadCell
                key={column.index}
                name={column.name}
                description={column.description}
                sortKey={{ column: column.name }}
                sortBy={sortBy}
                onSort={onSort}
              />
            ))}
            {showHealth && <HeadCell name="Health" description="From its conditions and phase" sortKey={{ field: 'HEALTH' }} sortBy={sortBy} onSort={onSort} />}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Spacer heightPx={before} width={width} />}
          {shown.map(index => {
            const row = rows[index]
            return row && <ObjectRow key={row.key} {...{ resource, row, columns, showNamespace, showHealth, index, isFresh }} flash={changed.has(row.key)} />
          })}
          {after > 0 && <Spacer heightPx={after} width={width} />}
        </tbody>
      </table>
    </section>
  )
}

type SortTarget = { column: string } | { field: 'NAMESPACE' | 'HEALTH' }
type HeadProps = { name: string; description?: string; sortKey: SortTarget; sortBy: readonly SortKey[]; onSort: Props['onSort'] }

function HeadCell({ name, description = '', sortKey, sortBy: [active], onSort }: HeadProps) {
  const order = active && isOf(active, sortKey) ? active : null
  const Icon = order?.descending ? ChevronDown : ChevronUp
  // First one way, then the other, then as it was.
  const turn = () => onSort(order?.descending ? [] : [{ ...sortKey, descending: order !== null }])
  return (
    <th scope="col" aria-sort={order ? (order.descending ? 'descending' : 'ascending') : undefined} title={description || undefined}>
      <button type="button" className="inline-flex items-center gap-1 hover:text-text" onClick={turn}>
        {name}
        <Icon size={12} strokeWidth={1.75} aria-hidden="true" className={order ? '' : 'invisible'} />
      </button>
    </th>
  )
}

function isOf(key: SortKey, target: SortTarget): boolean {
  return 'column' in target ? 'column' in key && key.column === target.column : 'field' in key && key.field === target.field
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
