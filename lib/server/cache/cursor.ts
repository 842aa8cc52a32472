import { z } from 'zod'
import type { Place } from '#domain/list-order.ts'
import type { ListQuery } from '#domain/list-query.ts'
import type { SortValue } from '#domain/sort-value.ts'
import { AppError } from '#errors/app-error.ts'
import { selectionHash } from './selection-hash.ts'

/**
 * Where a page ended: at the place of its last object in the order, so that it holds whatever changes in between. `live`: how the
 * kube-apiserver itself goes on (its `continue`, in a namespace or the cluster), and how many there were in all when it began.
 */
export type Cursor = { place: Place; live: { namespace: string | null; continueToken: string; total: number | null } | null }

const valueSchema = z.union([z.null(), z.number(), z.string(), z.object({ big: z.string().regex(/^-?\d{1,400}$/) })])
const schema = z.strictObject({
  of: z.string(),
  key: z.string(),
  values: z.array(valueSchema).default([]),
  live: z.strictObject({ namespace: z.string().nullable(), continueToken: z.string(), total: z.number().nullable() }).nullable().default(null),
})

export function writeCursor(query: ListQuery, { place, live }: Cursor): string {
  const values = place.values.map(value => (typeof value === 'bigint' ? { big: String(value) } : value))
  const text = JSON.stringify({ of: selectionHash(query, query.sortBy), key: place.key, values, ...(live ? { live } : {}) })
  return Buffer.from(text).toString('base64url')
}

/** Null where the query begins at the start. Throws BAD_REQUEST for what is no cursor of this query. */
export function readCursor(query: ListQuery): Cursor | null {
  if (query.after === null) return null
  const parsed = schema.safeParse(parseJson(Buffer.from(query.after, 'base64url').toString('utf8')))
  if (!parsed.success || parsed.data.values.length !== query.sortBy.length) throw new AppError('BAD_REQUEST', '`after` is no cursor of this list.')
  const { of, key, values, live } = parsed.data
  if (of !== selectionHash(query, query.sortBy))
    throw new AppError('BAD_REQUEST', '`after` is a cursor of another query: what is selected and sorted by must stay the same from page to page.')
  return { place: { key, values: values.map(sortValue) }, live }
}

function sortValue(value: z.infer<typeof valueSchema>): SortValue {
  return typeof value === 'object' && value !== null ? BigInt(value.big) : value
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
