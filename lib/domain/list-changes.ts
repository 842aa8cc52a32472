import type { WatchBatch } from '#contract/operations/list.ts'
import { type ListNews, noNews } from './list-news.ts'
import { rowOrder } from './list-order.ts'
import type { SortKey } from './list-query.ts'
import { type ListView, type RowView, toRowView } from './list-view.ts'

/** A list that is followed. `coming`: what a snapshot has brought that is not complete yet. */
export type FollowedList = { view: ListView; coming: ReadonlyMap<string, RowView> | null }

/** What was told of objects, by their keys; null: gone. */
export type ToldRows = ReadonlyMap<string, RowView | null>
type Applied = { list: FollowedList; changed: ToldRows; news: ListNews }

/**
 * Takes one batch. A snapshot replaces the list once it is complete, which then is all loaded. Of a list that is not, a change of what is
 * not loaded shows where it comes before the last row that is; `sortBy` is the order the list came in. `changed`: what to point out, loaded or not;
 * `receivedAtMs`: when the batch came, epoch milliseconds.
 */
export function applyBatch({ view, coming }: FollowedList, batch: WatchBatch, sortBy: readonly SortKey[], receivedAtMs: number): Applied {
  const columns = batch.columns.length > 0 ? batch.columns : view.columns
  const token = batch.token || view.token
  if (batch.type === 'SNAPSHOT') {
    const rows = new Map(batch.isFirst ? [] : coming)
    for (const { key, object } of batch.changes) if (object) rows.set(key, toRowView(object, receivedAtMs))
    if (!batch.isComplete) return { list: { view, coming: rows }, changed: new Map(), news: noNews }
    const whole = { columns, rows: [...rows.values()], cursor: null, total: rows.size, token, denied: batch.denied }
    return { list: { view: whole, coming: null }, changed: new Map(), news: noNews }
  }
  const changed = new Map(batch.changes.map(({ key, object }) => [key, object && toRowView(object, receivedAtMs)]))
  const { view: then, news } = applyChanges(view, batch, sortBy, receivedAtMs)
  return { list: { view: { ...then, columns, token, denied: batch.denied }, coming: null }, changed, news }
}

function applyChanges(view: ListView, batch: WatchBatch, sortBy: readonly SortKey[], receivedAtMs: number): { view: ListView; news: ListNews } {
  if (batch.changes.length === 0) return { view, news: noNews }
  const news = { came: [] as RowView[], went: [] as RowView[], changed: [] as RowView[] }
  const rows = new Map(view.rows.map(row => [row.key, row]))
  const isLoaded = createPlaceTest(view, sortBy)
  let beyond = 0
  for (const { type, key, object } of batch.changes) {
    const known = rows.get(key)
    if (object === null) {
      rows.delete(key)
      if (known) news.went.push(known)
      else beyond -= 1
      continue
    }
    const row = toRowView(object, receivedAtMs)
    if (known || isLoaded(row)) {
      rows.set(key, row)
      news[known || type !== 'ADDED' ? 'changed' : 'came'].push(row)
      // It was counted where it stood before.
      if (!known && type !== 'ADDED') beyond -= 1
    } else if (type === 'ADDED') beyond += 1
  }
  const total = view.cursor === null ? rows.size : view.total === null ? null : Math.max(rows.size, view.total + rows.size - view.rows.length + beyond)
  return { view: { ...view, rows: [...rows.values()], total }, news }
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
