import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { BulkObject } from '#client/bulk-act.ts'
import type { RowView } from '#domain/list-view.ts'

export type Selection = {
  keys: ReadonlySet<string>
  /** Those of the rows that are chosen, in their order. */
  rows: readonly RowView[]
  /** All that is chosen: these rows, and what is not loaded. */
  objects: readonly BulkObject[]
  /** Turns one; with `through` also those between it and the one turned before. */
  toggle: (row: RowView, through: boolean) => void
  /** All that are shown, or none where all of these are chosen already. */
  toggleAll: () => void
  /** Chooses these and nothing else, loaded or not. */
  choose: (objects: readonly BulkObject[]) => void
  /** Chooses no longer what is not loaded. */
  chooseLoaded: () => void
  clear: () => void
}

/**
 * Which objects of a list are chosen. What is no longer shown is no longer chosen: nobody acts on what they do not see. What is not loaded is
 * chosen by all that fit what is `asked`, and only as long as that is asked. `isWhole`: everything is loaded.
 */
export function useSelection(rows: readonly RowView[], asked: string, isWhole: boolean): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  // All of them, loaded or not: what is loaded may be others in a moment, in another order.
  const [named, setNamed] = useState<{ asked: string; objects: readonly BulkObject[] }>({ asked, objects: [] })
  const last = useRef<string | null>(null)
  const selected = useMemo(() => (chosen.size === 0 ? [] : rows.filter(row => chosen.has(row.key))), [rows, chosen])
  const keys = useMemo(() => new Set(selected.map(row => row.key)), [selected])
  const objects = useMemo(() => {
    if (isWhole || named.asked !== asked || named.objects.length === 0) return selected
    return [...selected, ...named.objects.filter(({ key }) => chosen.has(key) && !keys.has(key))]
  }, [selected, named, asked, isWhole, chosen, keys])
  const shown = useRef(rows)
  useLayoutEffect(() => {
    shown.current = rows
  }, [rows])
  // The same whatever the rows: each row of a list has it, and a change of one is no reason to make all of them anew.
  const toggle = useCallback((row: RowView, through: boolean) => {
    const at = shown.current.findIndex(each => each.key === row.key)
    const from = through ? shown.current.findIndex(each => each.key === last.current) : -1
    const range = from < 0 ? [row] : shown.current.slice(Math.min(from, at), Math.max(from, at) + 1)
    last.current = row.key
    setChosen(now => {
      const next = new Set(now)
      const isOn = !now.has(row.key)
      for (const { key } of range) isOn ? next.add(key) : next.delete(key)
      return next
    })
  }, [])
  const toggleAll = useCallback(() => setChosen(now => new Set(rows.every(row => now.has(row.key)) ? [] : rows.map(row => row.key))), [rows])
  const choose = useCallback(
    (all: readonly BulkObject[]) => {
      setChosen(new Set(all.map(({ key }) => key)))
      setNamed({ asked, objects: all })
    },
    [asked],
  )
  const chooseLoaded = useCallback(() => setNamed({ asked, objects: [] }), [asked])
  const clear = useCallback(() => choose([]), [choose])
  return { keys, rows: selected, objects, toggle, toggleAll, choose, chooseLoaded, clear }
}
