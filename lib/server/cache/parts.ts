import type { TableColumn } from '#contract/kubernetes.ts'
import type { Place, RowOrder } from '#domain/list-order.ts'
import { AppError } from '#errors/app-error.ts'
import type { ErrorCode } from '#errors/codes.ts'
import type { OrderedEntry } from './kept-orders.ts'
import type { Row } from './row.ts'
import type { DeniedNamespace } from './scoped-store.ts'

/** What one namespace, or the whole cluster, gives to a page: its first objects behind the cursor. `total`: all that fit in it. */
export type Part = {
  columns: readonly TableColumn[]
  order: RowOrder<Row>
  entries: readonly OrderedEntry[]
  total: number
  resourceVersion: string
  nowMs: number
}

/** What is asked of a part. */
export type PartQuestion = { after: Place | null; limit: number }

const denials = new Set<ErrorCode>(['FORBIDDEN', 'BEYOND_LATCHKEY', 'TAKING_UP'])

export function isDenial(thrown: unknown): thrown is AppError & { code: DeniedNamespace['code'] } {
  return thrown instanceof AppError && denials.has(thrown.code)
}

/**
 * What each scope gave, and where it was denied. Throws what one failed with for another reason, and where all are denied what the
 * first was told.
 */
export function sortOutDenied<T>(
  scopes: ReadonlyArray<string | null>,
  results: ReadonlyArray<PromiseSettledResult<T>>,
): { parts: T[]; denied: DeniedNamespace[] } {
  const parts: T[] = []
  const denied: DeniedNamespace[] = []
  let first: unknown = null
  for (const [index, result] of results.entries()) {
    if (result.status === 'fulfilled') {
      parts.push(result.value)
      continue
    }
    if (!isDenial(result.reason)) throw result.reason
    first ??= result.reason
    denied.push({ namespace: scopes[index] ?? '', code: result.reason.code, reason: result.reason.message })
  }
  if (parts.length === 0 && first) throw first
  return { parts, denied }
}
