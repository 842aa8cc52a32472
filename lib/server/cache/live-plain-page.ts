import type { KubeObject, TableColumn } from '#contract/kubernetes.ts'
import { createLimiter } from '#domain/concurrency.ts'
import { compareKeys } from '#domain/list-order.ts'
import type { ListQuery } from '#domain/list-query.ts'
import type { UserClient } from '../kube/user-client.ts'
import type { Session } from '../services.ts'
import { type Cursor, writeCursor } from './cursor.ts'
import { asUser } from './list-source.ts'
import { createPageBytes } from './page-bytes.ts'
import { sortOutDenied } from './parts.ts'
import { readPage } from './read-list.ts'
import { plainColumns, type Row } from './row.ts'
import type { ListPage } from './scoped-store.ts'
import { toStoredObject } from './stored-object.ts'

/** `isCut`: there is more behind it that `continueToken` does not stand for. */
type Slice = {
  columns: readonly TableColumn[]
  rows: { row: Row; object: KubeObject }[]
  continueToken: string
  remaining: number | null
  resourceVersion: string
  isCut: boolean
}

const atOnce = 8

/**
 * A page in the kube-apiserver's own order, filtered by nothing that it cannot select by itself: limited lists as the user, whose
 * `continue` goes on in the cursor. Throws AppError; GONE where that has expired, QUERY_TOO_LARGE where the objects take too much.
 */
export async function livePlainPage(
  users: UserClient,
  session: Session,
  query: ListQuery,
  scopes: ReadonlyArray<string | null>,
  cursor: Cursor | null,
  signal: AbortSignal,
): Promise<Omit<ListPage, 'source'>> {
  const source = asUser(users, session)
  const { resource, labelSelector, fieldSelector, first } = query
  const goesOn = cursor?.live ?? null
  const bytes = createPageBytes()

  async function slice(namespace: string | null, limit: number, continueToken: string): Promise<Slice> {
    const parameters = { labelSelector, fieldSelector, limit: String(limit), continue: continueToken }
    const taken: Slice = { columns: plainColumns, rows: [], continueToken: '', remaining: null, resourceVersion: '', isCut: false }
    for await (const event of readPage(source, resource, namespace, parameters, signal)) {
      if (event.is === 'columns') taken.columns = event.columns
      else if (event.is === 'row') {
        bytes.add(event.row.raw.length)
        taken.rows.push({ row: event.row, object: event.object })
      } else {
        taken.continueToken = event.continueToken
        taken.remaining = event.remaining
        taken.resourceVersion = event.resourceVersion
      }
    }
    return taken
  }
  /** The first `limit` behind the cursor: where the kube-apiserver told how to go on there, else by reading up to it. */
  async function behindCursor(namespace: string | null, limit: number): Promise<Slice> {
    if (!cursor || (namespace !== null && compareKeys(`${namespace}/`, cursor.place.key) > 0)) return slice(namespace, limit, '')
    if (goesOn?.namespace === namespace) return slice(namespace, limit, goesOn.continueToken)
    let page = await slice(namespace, 500, '')
    const isBehind = ({ row }: Slice['rows'][number]): boolean => compareKeys(row.key, cursor.place.key) > 0
    while (!page.rows.some(isBehind) && page.continueToken !== '') page = await slice(namespace, 500, page.continueToken)
    const rows = page.rows.filter(isBehind)
    // The next page begins at a place, as the rest of what was read is not what `continue` stands for.
    return rows.length > limit ? { ...page, rows: rows.slice(0, limit), continueToken: '', remaining: null, isCut: true } : { ...page, rows }
  }

  const isPast = (namespace: string | null): boolean => {
    if (cursor === null || namespace === null) return false
    if (goesOn?.namespace === namespace) return goesOn.continueToken === ''
    return compareKeys(`${namespace}/\uffff`, cursor.place.key) <= 0
  }
  const results = new Map<string | null, PromiseSettledResult<Slice>>()
  let wanted = first
  let last: { namespace: string | null; slice: Slice } | null = null
  for (const namespace of scopes.filter(each => !isPast(each))) {
    if (wanted === 0) break
    const result = await settle(behindCursor(namespace, wanted))
    results.set(namespace, result)
    if (result.status === 'rejected') continue
    wanted -= result.value.rows.length
    if (result.value.rows.length > 0 || last === null) last = { namespace, slice: result.value }
    if (result.value.continueToken !== '' || result.value.isCut) break
  }
  // Of the others only whether they may be listed, and how many there are.
  const limit = createLimiter(atOnce)
  const rest = await Promise.all(
    scopes.filter(each => !results.has(each)).map(async namespace => [namespace, await settle(limit(() => slice(namespace, 1, '')))] as const),
  )
  const taken = scopes.filter(each => results.get(each)?.status === 'fulfilled')
  const probed = new Map(rest)
  const { parts, denied } = sortOutDenied(
    scopes,
    scopes.map(each => results.get(each) ?? (probed.get(each) as PromiseSettledResult<Slice>)),
  )
  const rows = taken.flatMap(each => (results.get(each) as PromiseFulfilledResult<Slice>).value.rows)
  const behind = [...probed].some(([namespace, result]) => !isPast(namespace) && result.status === 'fulfilled' && result.value.rows.length > 0)
  const hasNext = last !== null && (last.slice.continueToken !== '' || last.slice.isCut || behind)
  const total = goesOn ? goesOn.total : cursor ? null : countAll(parts)
  const columns = parts[0]?.columns ?? plainColumns
  const end = rows.at(-1)
  return {
    columns,
    // Its cells were printed for this very answer; by the clock of this server they would grow wrong.
    objects: rows.map(({ row, object }) => toStoredObject(row, resource, columns, row.receivedAtMs, object)),
    endCursor:
      hasNext && end && last
        ? writeCursor(query, {
            place: { key: end.row.key, values: [] },
            live: last.slice.isCut ? null : { namespace: last.namespace, continueToken: last.slice.continueToken, total },
          })
        : null,
    total,
    resourceVersion: scopes.length === 1 ? (parts[0]?.resourceVersion ?? '') : '',
    denied,
  }
}

/** Null where a list goes on, and the kube-apiserver does not say for how long (as with selectors). */
function countAll(slices: readonly Slice[]): number | null {
  if (slices.some(({ continueToken, remaining }) => continueToken !== '' && remaining === null)) return null
  return slices.reduce((sum, { rows, remaining }) => sum + rows.length + (remaining ?? 0), 0)
}

async function settle<T>(asked: Promise<T>): Promise<PromiseSettledResult<T>> {
  const [result] = await Promise.allSettled([asked])
  return result as PromiseSettledResult<T>
}
