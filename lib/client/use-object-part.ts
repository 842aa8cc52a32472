import { useQuery } from '@tanstack/react-query'
import { createContext, use, useEffect, useRef, useState } from 'react'
import type { ObjectTarget } from '#contract/operations/object.ts'
import { type Failure, isAppError, toFailure } from '#domain/failure.ts'
import { createPace } from './pace.ts'
import { queryWhereFollowed } from './subscription.ts'

/** The `resourceVersion` that the page shows its object in. */
export const ShownVersionContext = createContext('')

/** A part of an object's page as the server read it for the page, or why it could not. */
export type ObjectPart<T> = { data: T; failure: null } | { data: null; failure: Failure }

/** Milliseconds until a part is read again though the object has not changed: of what looks through many kinds, longer. */
export const againMs = { one: 5_000, scan: 15_000 } as const
/** A change seldom comes alone: what follows from it comes after it. */
const settleMs = 500

/**
 * A part of an object's page, kept as the cluster has it: read again when the object has changed, and every `everyMs` while the page is
 * seen. `sinceMs`: where reading it fails, when what is shown was read (epoch milliseconds); null while all is well, or the object is gone.
 */
export function useObjectPart<T>(
  operation: { id: string },
  target: ObjectTarget,
  initial: ObjectPart<T>,
  everyMs: number,
): { part: ObjectPart<T>; sinceMs: number | null } {
  const version = use(ShownVersionContext)
  const [pace] = useState(createPace)
  const { data, error, refetch, dataUpdatedAt } = useQuery({
    queryKey: ['object-part', operation.id, target],
    queryFn: ({ signal }) => pace.timed(() => queryWhereFollowed<T>(operation, target, signal)),
    ...(initial.data === null ? {} : { initialData: initial.data }),
    enabled: initial.data !== null,
    refetchInterval: ({ state }) => (isGone(state.error) ? false : pace.againMs(everyMs)),
    retry: false,
    // Not each time that it is read and the same: the page would be drawn anew for nothing.
    notifyOnChangeProps: ['data', 'error'],
  })
  const seen = useRef(version)
  useEffect(() => {
    if (version === seen.current || initial.data === null) return
    const timer = setTimeout(() => {
      seen.current = version
      void refetch()
    }, settleMs)
    return () => clearTimeout(timer)
  }, [version, refetch, initial])
  if (data === undefined) return { part: initial, sinceMs: null }
  // What it is no longer allowed to see does not stay.
  if (isAppError(error) && error.status === 403) return { part: { data: null, failure: toFailure(error) }, sinceMs: null }
  return { part: { data, failure: null }, sinceMs: error !== null && !isGone(error) ? dataUpdatedAt : null }
}

/** Of an object that is gone, what was known stays. */
function isGone(error: Error | null): boolean {
  return isAppError(error) && error.code === 'NOT_FOUND'
}
