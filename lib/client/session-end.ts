import { useSyncExternalStore } from 'react'
import { isSessionFailure } from '#domain/failure.ts'
import type { AppError } from '#errors/app-error.ts'

let ended: AppError | null = null
const listeners = new Set<() => void>()

/** Remembers that the server no longer takes this page's session; the frame then says so once, over all pages. */
export function noteSessionEnd(error: AppError): void {
  if (ended || !isSessionFailure(error.code)) return
  ended = error
  for (const listener of listeners) listener()
}

/** Why the session ended, or null while it holds as far as we know. */
export function useSessionEnd(): AppError | null {
  return useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => ended,
    () => null,
  )
}
