'use client'

import { memo } from 'react'
import { useNowMs } from '#client/use-now.ts'
import { AppLink } from '#components/shell/app-link.tsx'
import { HealthIcon, HealthMark } from '#components/ui/health-mark.tsx'
import type { TableColumn } from '#contract/kubernetes.ts'
import { cellNow } from '#domain/clock-cell.ts'
import { isClockColumn } from '#domain/list-order.ts'
import type { RowView } from '#domain/list-view.ts'
import { objectPath } from '#domain/page-path.ts'
import type { ResourceRef } from '#domain/resource.ts'
import { printedSeconds } from '#domain/sort-value.ts'
import { bothTimes, exactTime } from '#domain/time-text.ts'
import { useText } from '#use-text'

/** `isName`: the cell that names the object. `index`: its place among all cells. */
export type ShownColumn = TableColumn & { index: number; isName: boolean }

type Props = {
  resource: ResourceRef
  row: RowView
  columns: readonly ShownColumn[]
  showNamespace: boolean
  showHealth: boolean
  index: number
  flash: boolean
  isFresh: boolean
  isSelected: boolean
  /** `through`: also those between it and the one chosen before. */
  onSelect: (row: RowView, through: boolean) => void
}

/** One object of a list: its cells as the kube-apiserver gave them, its name a link. */
export const ObjectRow = memo(function ObjectRow({ resource, row, columns, showNamespace, showHealth, index, flash, isFresh, isSelected, onSelect }: Props) {
  const t = useText()
  // In the first cell, so that the columns are those that kubectl prints.
  const box = (
    <input
      type="checkbox"
      className="select-box accent-accent-fill"
      aria-label={t('Select {name}', { name: row.name })}
      checked={isSelected}
      onChange={event => onSelect(row, (event.nativeEvent as MouseEvent).shiftKey)}
    />
  )
  return (
    <tr aria-rowindex={index + 2} data-selected={isSelected || undefined} className={flash ? 'flash' : undefined}>
      {showNamespace && (
        <td className="select-cell font-mono text-text-2">
          {box}
          {row.namespace}
        </td>
      )}
      {columns.map((column, at) => (
        <td key={column.index} className={at === 0 && !showNamespace ? 'select-cell' : undefined}>
          {at === 0 && !showNamespace && box}
          {column.isName ? (
            <NameCell resource={resource} row={row} isMarked={!showHealth && isTroubled(row)} />
          ) : (
            <Cell column={column} row={row} isFresh={isFresh} />
          )}
        </td>
      ))}
      {showHealth && (
        <td>
          <HealthMark level={row.health} word={row.healthWord} />
        </td>
      )}
    </tr>
  )
})

function NameCell({ resource, row, isMarked }: { resource: ResourceRef; row: RowView; isMarked: boolean }) {
  const t = useText()
  return (
    <span className="flex items-center gap-3">
      <AppLink
        href={objectPath({ ...resource, namespace: row.namespace, name: row.name })}
        className="cell max-w-[72ch] font-mono font-medium hover:underline"
        title={row.name}
        data-row-link=""
      >
        {row.name}
      </AppLink>
      {isMarked && !row.deleting && <HealthIcon level={row.health} word={row.healthWord} />}
      {row.deleting && <HealthMark level="progressing" word={t('Deleting')} />}
    </span>
  )
}

function Cell({ column, row, isFresh }: { column: ShownColumn; row: RowView; isFresh: boolean }) {
  const text = row.cells[column.index] ?? ''
  if (isClockColumn(column) && printedSeconds(text) !== null) return <ClockCell text={text} column={column} row={row} isFresh={isFresh} />
  if (conditionColumns.has(column.name) && (text === 'True' || text === 'False')) return <HealthMark level={text === 'True' ? 'ok' : 'failing'} word={text} />
  if (text === '' || text === '<none>') return <span className="text-text-3">{text}</span>
  return (
    <span className="cell" title={text.length > 40 ? text : undefined}>
      {text}
    </span>
  )
}

/** Of the others a list would only say that all is well. */
function isTroubled({ health }: RowView): boolean {
  return health === 'failing' || health === 'warning'
}

const conditionColumns = new Set(['Ready', 'Available', 'Healthy', 'Synced', 'Established', 'Accepted', 'Programmed'])

/** How long ago something was, as kubectl writes it. What the server wrote stands first; on an open page it goes on counting. */
function ClockCell({ text, column, row, isFresh }: { text: string; column: ShownColumn; row: RowView; isFresh: boolean }) {
  const t = useText()
  const nowMs = useNowMs()
  const createdMs = column.name === 'Age' && row.createdAt !== null ? Date.parse(row.createdAt) : null
  // The server does not know the reader's time zone.
  const title = createdMs === null ? undefined : isFresh ? exactTime(createdMs, t) : bothTimes(createdMs, t)
  return <span title={title}>{isFresh ? text : cellNow(text, column, row, nowMs)}</span>
}
