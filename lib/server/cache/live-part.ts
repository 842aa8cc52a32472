import { type RowOrder, rowOrder } from '#domain/list-order.ts'
import type { ListQuery } from '#domain/list-query.ts'
import type { UserClient } from '../kube/user-client.ts'
import type { Session } from '../services.ts'
import { scalarsAt } from './derived-columns.ts'
import type { OrderedEntry } from './kept-orders.ts'
import { asUser } from './list-source.ts'
import type { Part, PartQuestion } from './parts.ts'
import { readWholeList } from './read-list.ts'
import { ownRow, plainColumns, type Row } from './row.ts'
import { ownFilter } from './selection-filter.ts'

/**
 * The part of a page that the kube-apiserver gives to the user, looked through as it comes: no more of it is held than the page
 * takes, twice. Throws AppError, a refusal as the kube-apiserver words it.
 */
export async function livePart(
  users: UserClient,
  session: Session,
  query: ListQuery,
  namespace: string | null,
  { after, limit }: PartQuestion,
  signal: AbortSignal,
): Promise<Part> {
  const filter = ownFilter(query)
  const { labelSelector, fieldSelector, sortBy } = query
  let columns = plainColumns
  let order: RowOrder<Row> = rowOrder([], columns)
  let best: OrderedEntry[] = []
  let total = 0
  let resourceVersion = ''
  const cut = (): void => {
    best = best.sort(order.compare).slice(0, limit)
  }
  for await (const event of readWholeList(asUser(users, session), query.resource, namespace, { labelSelector, fieldSelector }, signal)) {
    if (event.is === 'end') resourceVersion = event.resourceVersion
    if (event.is === 'columns') {
      columns = event.columns
      order = rowOrder(sortBy, columns)
    }
    if (event.is !== 'row') continue
    const { row, object } = event
    const valuesAt = (_: Row, path: Parameters<typeof scalarsAt>[1]) => scalarsAt(object, path)
    if (!filter.fits(row, columns, valuesAt)) continue
    total += 1
    const entry = { ...order.placeOf(row, valuesAt), row }
    if (after && order.compare(entry, after) <= 0) continue
    best.push({ ...entry, row: ownRow(row) })
    if (best.length >= 2 * limit) cut()
  }
  cut()
  return { columns, order, entries: best, total, resourceVersion, nowMs: Date.now() }
}
