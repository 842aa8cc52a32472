import { type RefObject, useLayoutEffect } from 'react'

/** How far down, by the key of the history's entry; as long as the document lives. */
const kept = new Map<string, number>()

/**
 * Has an element scrolled as it was whenever one comes back to this entry of the history. A list opened anew begins at its top, and so
 * does every one in a browser without the Navigation API, where entries have no keys.
 */
export function useKeptScroll(element: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const scrolled = element.current
    const key = 'navigation' in globalThis ? navigation.currentEntry?.key : undefined
    if (!scrolled || key === undefined) return
    const before = kept.get(key)
    if (before !== undefined) scrolled.scrollTop = before
    const note = () => {
      kept.set(key, scrolled.scrollTop)
    }
    scrolled.addEventListener('scroll', note, { passive: true })
    return () => scrolled.removeEventListener('scroll', note)
  }, [element])
}
