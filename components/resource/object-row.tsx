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
import type { Text } from '#domain/text.ts'
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
  const time = column.name === 'Age' ? row.createdAt : Object.hasOwn(row.times ?? {}, column.name) ? row.times?.[column.name] : undefined
  if (time || (isClockColumn(column) && printedSeconds(text) !== null)) return <ClockCell text={text} time={time} column={column} row={row} isFresh={isFresh} />
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

type ClockCellProps = { text: string; time: string | null | undefined; column: ShownColumn; row: RowView; isFresh: boolean }

/**
 * How long ago something was, as kubectl writes it, and on hover when that was, where it is known. What the server wrote stands first; on an
 * open page it goes on counting.
 */
function ClockCell({ text, time, column, row, isFresh }: ClockCellProps) {
  const t = useText()
  const nowMs = useNowMs()
  return <span title={time ? titleOf(Date.parse(time), column, isFresh, t) : undefined}>{isFresh ? text : cellNow(text, column, row, nowMs)}</span>
}

function titleOf(atMs: number, { name }: ShownColumn, isFresh: boolean, t: Text): string {
  // The server does not know the reader's time zone.
  const times = isFresh ? exactTime(atMs, t) : bothTimes(atMs, t)
  return name === 'Duration' ? t('Began {time}', { time: times }) : times
}
