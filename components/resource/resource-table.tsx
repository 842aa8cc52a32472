'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { ChevronDown, ChevronUp } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { ResourceRef } from '#domain/resource.ts'
import type { RowOrder } from '#domain/sort-rows.ts'
import type { RowView } from '#domain/table-view.ts'
import { ObjectRow, type ShownColumn } from './object-row.tsx'

const rowHeightPx = 32
const virtualFrom = 200

type Props = {
  label: string
  resource: ResourceRef
  rows: readonly RowView[]
  /** Objects there are in all, loaded or not. */
  total: number
  columns: readonly ShownColumn[]
  showNamespace: boolean
  changed: ReadonlySet<string>
  order: RowOrder | null
  onOrder: (column: RowOrder['column']) => void
}

/** Objects as a table. Beyond 200 rows only those in sight are in the document; counts and positions tell of the rest. */
export function ResourceTable({ label, resource, rows, total, columns, showNamespace, changed, order, onOrder }: Props) {
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
  const width = columns.length + (showNamespace ? 1 : 0)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be scrollable by keyboard.
    <section ref={scroller} className={`overflow-auto ${rows.length > 0 ? 'min-h-0 flex-1' : 'shrink-0'}`} aria-label={`${label}, scrollable`} tabIndex={0}>
      <table className="grid-table sticky-head" aria-label={label} aria-rowcount={total + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {showNamespace && <HeadCell name="Namespace" column="namespace" order={order} onOrder={onOrder} />}
            {columns.map(column => (
              <HeadCell key={column.index} name={column.name} description={column.description} column={column.index} order={order} onOrder={onOrder} />
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Spacer heightPx={before} width={width} />}
          {shown.map(index => {
            const row = rows[index]
            return row && <ObjectRow key={row.key} {...{ resource, row, columns, showNamespace, index, isFresh }} flash={changed.has(row.key)} />
          })}
          {after > 0 && <Spacer heightPx={after} width={width} />}
        </tbody>
      </table>
    </section>
  )
}

type HeadProps = { name: string; description?: string; column: RowOrder['column']; order: RowOrder | null; onOrder: Props['onOrder'] }

function HeadCell({ name, description = '', column, order, onOrder }: HeadProps) {
  const active = order?.column === column ? order : null
  const Icon = active?.descending ? ChevronDown : ChevronUp
  return (
    <th scope="col" aria-sort={active ? (active.descending ? 'descending' : 'ascending') : undefined} title={description || undefined}>
      <button type="button" className="inline-flex items-center gap-1 hover:text-text" onClick={() => onOrder(column)}>
        {name}
        <Icon size={12} strokeWidth={1.75} aria-hidden="true" className={active ? '' : 'invisible'} />
      </button>
    </th>
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
