'use client'

import { memo } from 'react'
import { useNowMs } from '#client/use-now.ts'
import { AppLink } from '#components/shell/app-link.tsx'
import { HealthMark } from '#components/ui/health-mark.tsx'
import type { TableColumn } from '#contract/kubernetes.ts'
import type { RowView } from '#domain/list-view.ts'
import { objectPath } from '#domain/page-path.ts'
import type { ResourceRef } from '#domain/resource.ts'
import { exactTime, kubectlAge } from '#domain/time-text.ts'

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
}

/** One object of a list: its cells as the kube-apiserver gave them, its name a link. */
export const ObjectRow = memo(function ObjectRow({ resource, row, columns, showNamespace, showHealth, index, flash, isFresh }: Props) {
  return (
    <tr aria-rowindex={index + 2} className={flash ? 'flash' : undefined}>
      {showNamespace && <td className="font-mono text-text-2">{row.namespace}</td>}
      {columns.map(column => (
        <td key={column.index}>{column.isName ? <NameCell resource={resource} row={row} /> : <Cell column={column} row={row} isFresh={isFresh} />}</td>
      ))}
      {showHealth && (
        <td>
          <HealthMark level={row.health} word={row.healthWord} />
        </td>
      )}
    </tr>
  )
})

function NameCell({ resource, row }: { resource: ResourceRef; row: RowView }) {
  return (
    <span className="flex items-center gap-3">
      <AppLink
        href={objectPath({ ...resource, namespace: row.namespace, name: row.name })}
        className="cell max-w-[72ch] font-mono font-medium hover:underline"
        title={row.name}
      >
        {row.name}
      </AppLink>
      {row.deleting && <HealthMark level="progressing" word="Deleting" />}
    </span>
  )
}

function Cell({ column, row, isFresh }: { column: ShownColumn; row: RowView; isFresh: boolean }) {
  const text = row.cells[column.index] ?? ''
  if (column.name === 'Age' && row.createdAt) return <AgeCell given={text} createdAt={row.createdAt} isFresh={isFresh} />
  if (conditionColumns.has(column.name) && (text === 'True' || text === 'False')) return <HealthMark level={text === 'True' ? 'ok' : 'failing'} word={text} />
  if (text === '' || text === '<none>') return <span className="text-text-3">{text}</span>
  return (
    <span className="cell" title={text.length > 40 ? text : undefined}>
      {text}
    </span>
  )
}

const conditionColumns = new Set(['Ready', 'Available', 'Healthy', 'Synced', 'Established', 'Accepted', 'Programmed'])

/** The age as kubectl writes it. What the server wrote stands first; on an open page it goes on counting. */
function AgeCell({ given, createdAt, isFresh }: { given: string; createdAt: string; isFresh: boolean }) {
  const nowMs = useNowMs()
  const createdMs = Date.parse(createdAt)
  return <span title={exactTime(createdMs)}>{isFresh ? given : kubectlAge((nowMs - createdMs) / 1000)}</span>
}
