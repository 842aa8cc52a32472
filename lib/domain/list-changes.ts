import type { WatchBatch } from '#contract/operations/list.ts'
import { rowOrder } from './list-order.ts'
import type { SortKey } from './list-query.ts'
import { type ListView, type RowView, toRowView } from './list-view.ts'

/** A list that is followed. `coming`: what a snapshot has brought that is not complete yet. */
export type FollowedList = { view: ListView; coming: ReadonlyMap<string, RowView> | null }

/**
 * Takes one batch. A snapshot replaces the list once it is complete, which then is all loaded. Of a list that is not, a change of what is
 * not loaded shows where it comes before the last row that is; `sortBy` is the order the list came in. `changed`: keys of the rows to point out.
 */
export function applyBatch(
  { view, coming }: FollowedList,
  batch: WatchBatch,
  sortBy: readonly SortKey[],
): { list: FollowedList; changed: ReadonlySet<string> } {
  const columns = batch.columns.length > 0 ? batch.columns : view.columns
  const token = batch.token || view.token
  if (batch.type === 'SNAPSHOT') {
    const rows = new Map(batch.isFirst ? [] : coming)
    for (const { key, object } of batch.changes) if (object) rows.set(key, toRowView(object))
    if (!batch.isComplete) return { list: { view, coming: rows }, changed: new Set() }
    const whole = { columns, rows: [...rows.values()], cursor: null, total: rows.size, token, denied: batch.denied }
    return { list: { view: whole, coming: null }, changed: new Set() }
  }
  const changed = new Set(batch.changes.map(({ key }) => key))
  return { list: { view: { ...applyChanges(view, batch, sortBy), columns, token, denied: batch.denied }, coming: null }, changed }
}

function applyChanges(view: ListView, batch: WatchBatch, sortBy: readonly SortKey[]): ListView {
  if (batch.changes.length === 0) return view
  const rows = new Map(view.rows.map(row => [row.key, row]))
  const isLoaded = createPlaceTest(view, sortBy)
  let beyond = 0
  for (const { type, key, object } of batch.changes) {
    const isKnown = rows.has(key)
    if (object === null) {
      rows.delete(key)
      if (!isKnown) beyond -= 1
      continue
    }
    const row = toRowView(object)
    if (isKnown || isLoaded(row)) rows.set(key, row)
    else if (type === 'ADDED') beyond += 1
  }
  const total = view.cursor === null ? rows.size : view.total === null ? null : Math.max(rows.size, view.total + rows.size - view.rows.length + beyond)
  return { ...view, rows: [...rows.values()], total }
}

/** Whether a row belongs among those that are loaded. */
function createPlaceTest(view: ListView, sortBy: readonly SortKey[]): (row: RowView) => boolean {
  if (view.cursor === null) return () => true
  const order = rowOrder<RowView>(sortBy, view.columns)
  const placeOf = (row: RowView) => order.placeOf(row, () => [])
  const places = view.rows.map(placeOf)
  const [first] = places
  const last = first && places.reduce((furthest, place) => (order.compare(place, furthest) > 0 ? place : furthest), first)
  return row => last !== undefined && order.compare(placeOf(row), last) < 0
}
