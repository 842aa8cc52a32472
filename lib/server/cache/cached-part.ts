import { type Place, rowOrder } from '#domain/list-order.ts'
import type { SortKey } from '#domain/list-query.ts'
import { lowerBound } from './kept-orders.ts'
import type { Part, PartQuestion } from './parts.ts'
import type { Row } from './row.ts'
import type { SelectionFilter } from './selection-filter.ts'
import type { WatchedList } from './watched-list.ts'

/** The part of a page that a cached list gives. `only`: of a list of the whole cluster, this namespace alone. `of` names the filter. */
export async function cachedPart(
  list: WatchedList,
  only: string | null,
  filter: SelectionFilter & { of: string },
  sortBy: readonly SortKey[],
  { after, limit }: PartQuestion,
  signal: AbortSignal,
): Promise<Part> {
  const { index } = list
  // Older than what is read below, so that nothing is missed by who goes on from it.
  const { columns, resourceVersion, derived } = index
  const order = rowOrder<Row>(sortBy, columns)
  const fits = (row: Row): boolean => (only === null || row.namespace === only) && filter.fits(row, columns, derived.valuesAt)
  const view = { of: JSON.stringify([only, filter.takesAll ? '' : filter.of]), paths: filter.paths, order, fits }
  const all = await index.orders.entries(view, index.rows, signal)
  const start = after ? firstBehind(all, after, order.compare) : 0
  return { columns, order, entries: all.slice(start, start + limit), total: all.length, resourceVersion, nowMs: Date.now() + list.clockSkewMs() }
}

function firstBehind(entries: readonly Place[], after: Place, compare: (a: Place, b: Place) => number): number {
  const at = lowerBound(entries, after, compare)
  const found = entries[at]
  return found && compare(found, after) === 0 ? at + 1 : at
}
