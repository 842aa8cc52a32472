'use client'

import { Download } from 'lucide-react'
import { useState } from 'react'
import { fetchRows } from '#client/list-page.ts'
import { useNotify } from '#components/shell/notices.tsx'
import { saveFile } from '#components/ui/save-file.ts'
import type { ListScope } from '#contract/operations/list.ts'
import { cellNow } from '#domain/clock-cell.ts'
import { toCsv } from '#domain/csv.ts'
import { toFailure } from '#domain/failure.ts'
import { answerFrom } from '#domain/list-answer.ts'
import type { ListQuestion } from '#domain/list-question.ts'
import type { ListView, RowView } from '#domain/list-view.ts'
import { useText } from '#use-text'
import type { ShownColumn } from './object-row.tsx'

type Props = {
  fileName: string
  scope: ListScope
  question: ListQuestion
  view: ListView
  rows: readonly RowView[]
  columns: readonly ShownColumn[]
  showNamespace: boolean
}

const mostRows = 20_000

/** Saves the list as it is looked at, with what is not loaded yet. */
export function SaveCsv({ fileName, scope, question, view, rows, columns, showNamespace }: Props) {
  const t = useText()
  const notify = useNotify()
  const [saving, setSaving] = useState(false)
  const save = async () => {
    setSaving(true)
    try {
      const all = view.cursor === null ? rows : await allRows(scope, question)
      const nowMs = Date.now()
      const head = [...(showNamespace ? ['Namespace'] : []), ...columns.map(({ name }) => name)]
      const table = all.map(row => [
        ...(showNamespace ? [row.namespace] : []),
        ...columns.map(column => cellNow(row.cells[column.index] ?? '', column, row, nowMs)),
      ])
      saveFile(toCsv(head, table), fileName, 'text/csv')
      if (all.length === mostRows) notify(t('The first {count} objects were saved; there are more.', { count: String(mostRows) }))
    } catch (thrown) {
      notify(t('The list was not saved. {reason}', { reason: t.said(toFailure(thrown).message) }))
    } finally {
      setSaving(false)
    }
  }
  return (
    <button
      type="button"
      className="button button-quiet px-1.5"
      aria-label={t('Save as CSV')}
      title={t('Save as CSV')}
      disabled={saving}
      onClick={() => void save()}
    >
      <Download size={14} strokeWidth={1.75} aria-hidden="true" />
    </button>
  )
}

async function allRows(scope: ListScope, question: ListQuestion): Promise<readonly RowView[]> {
  return answerFrom(await fetchRows(scope, question, mostRows), question, question).slice(0, mostRows)
}
