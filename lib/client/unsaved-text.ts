import { useRouter } from 'next/navigation'
import { useCallback, useEffect, useSyncExternalStore } from 'react'

/** Text on this page that was not saved. `ask`: whether to leave it, before `go`; `isKept`: whether it is there when one comes back. */
export type UnsavedText = { ask: (go: () => void) => void; isKept: boolean }

let unsaved: UnsavedText | null = null
const listeners = new Set<() => void>()

function note(next: UnsavedText | null): void {
  unsaved = next
  for (const listener of listeners) listener()
}

/** Says that there is such text, as long as it is not null. */
export function useNoteUnsaved(text: UnsavedText | null): void {
  useEffect(() => {
    if (text === null) return
    note(text)
    return () => note(null)
  }, [text])
}

/** Whether the page holds text that a reload loses. */
export function useHasUnkeptText(): boolean {
  return useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => unsaved?.isKept === false,
    () => false,
  )
}

/** Goes to a page of ours, and asks before it leaves text that was not saved. */
export function useGo(): (path: string) => void {
  const router = useRouter()
  return useCallback(
    path => {
      const go = () => router.push(path)
      if (unsaved) unsaved.ask(go)
      else go()
    },
    [router],
  )
}
