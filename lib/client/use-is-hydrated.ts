import { useSyncExternalStore } from 'react'

const neverChanges = () => () => undefined

/** Whether this part of the page is the browser's: false on the server, and while React takes over what the server wrote. */
export function useIsHydrated(): boolean {
  return useSyncExternalStore(
    neverChanges,
    () => true,
    () => false,
  )
}
