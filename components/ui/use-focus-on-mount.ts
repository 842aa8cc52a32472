import { type RefObject, useEffect, useRef } from 'react'

/** For the heading of what has taken the place of something else: gives it the focus (`tabIndex={-1}`), so that one goes on from there. */
export function useFocusOnMount<T extends HTMLElement>(): RefObject<T | null> {
  const element = useRef<T>(null)
  useEffect(() => element.current?.focus(), [])
  return element
}
