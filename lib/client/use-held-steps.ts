import { useEffect, useRef } from 'react'

/**
 * Holds steps of the history, Back and Forward, that lead to another page of ours: the browser unloads nothing for them, and asks nobody.
 * `ask`: whether to take one, before `go`. A browser lets no page hold a second one before somebody has done something on it, and one without
 * the Navigation API none; with null all are let go.
 */
export function useHeldSteps(ask: ((go: () => void) => void) | null): void {
  const agreed = useRef<string | null>(null)
  useEffect(() => {
    if (ask === null || !('navigation' in globalThis)) return
    const hold = (event: NavigateEvent) => {
      const { key, sameDocument, url } = event.destination
      if (event.navigationType !== 'traverse' || !sameDocument || !event.cancelable || key === agreed.current || isThisPage(url)) return
      // The address is ahead of the page, which is being left.
      if (navigation.currentEntry?.key === agreed.current) {
        agreed.current = null
        return
      }
      event.preventDefault()
      ask(() => {
        agreed.current = key
        navigation.traverseTo(key).committed?.catch(() => {
          agreed.current = null
        })
      })
    }
    navigation.addEventListener('navigate', hold)
    return () => navigation.removeEventListener('navigate', hold)
  }, [ask])
}

/** A place on a page is on the same one. */
function isThisPage(url: string): boolean {
  const withoutPlace = (address: string) => address.replace(/#.*$/s, '')
  return withoutPlace(url) === withoutPlace(location.href)
}
