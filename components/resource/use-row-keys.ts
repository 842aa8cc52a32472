import { type KeyboardEvent, useCallback } from 'react'
import type { RowView } from '#domain/list-view.ts'

type Deps = { rows: readonly RowView[]; reveal: (index: number) => void; onSelect: (row: RowView, through: boolean) => void }

/** How long a row that scrolls into sight may take to be there, frames. */
const patienceFrames = 10

/**
 * Keys of a list: arrows or j and k go from name to name, Home and End to the ends, x chooses the row and with shift all up to it. Enter
 * follows the link, as everywhere. For the table's `onKeyDown`.
 */
export function useRowKeys({ rows, reveal, onSelect }: Deps) {
  return useCallback(
    (event: KeyboardEvent<HTMLElement>) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      const table = event.currentTarget
      const index = indexOf(event.target)
      if (index === null) return
      const row = rows[index]
      if (event.key.toLowerCase() === 'x' && row) {
        event.preventDefault()
        return onSelect(row, event.shiftKey)
      }
      const next = nextIndex(event.key, index, rows.length)
      if (next === null) return
      event.preventDefault()
      reveal(next)
      focusRow(table, next, patienceFrames)
    },
    [rows, reveal, onSelect],
  )
}

function nextIndex(key: string, index: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return Math.min(index + 1, count - 1)
    case 'ArrowUp':
    case 'k':
      return Math.max(index - 1, 0)
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return null
  }
}

/** Only of a name's link: fields and buttons have keys of their own. */
function indexOf(target: EventTarget): number | null {
  const row = target instanceof HTMLAnchorElement ? target.closest('tr[aria-rowindex]') : null
  return row ? Number(row.getAttribute('aria-rowindex')) - 2 : null
}

function focusRow(table: HTMLElement, index: number, frames: number): void {
  const link = table.querySelector<HTMLAnchorElement>(`tr[aria-rowindex="${index + 2}"] a[data-row-link]`)
  if (link) link.focus()
  else if (frames > 0) requestAnimationFrame(() => focusRow(table, index, frames - 1))
}
