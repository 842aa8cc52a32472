import { type Failure, isAppError, toFailure } from '#domain/failure.ts'

/**
 * What a part of a page that is read again and again says of its last try: `failure`, in its place, where it was never read or may be seen
 * no longer; `sinceMs` (epoch milliseconds), where what is shown is as it was then.
 */
export type ShownState = { failure: Failure | null; sinceMs: number | null }

export function shownState({ data, error, dataUpdatedAt }: { data: unknown; error: Error | null; dataUpdatedAt: number }): ShownState {
  if (error === null) return { failure: null, sinceMs: null }
  if (data === undefined || isRefused(error)) return { failure: toFailure(error), sinceMs: null }
  return { failure: null, sinceMs: dataUpdatedAt }
}

/** What one is no longer allowed to see does not stay. */
export function isRefused(error: unknown): boolean {
  return isAppError(error) && error.status === 403
}
