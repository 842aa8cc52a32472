import { type RefObject, useEffect } from 'react'

const focusable =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [contenteditable="true"], [tabindex="0"]'
/** What closes gives the focus back by itself first. */
const settleMs = 30

/**
 * Keeps the focus in a part of the page when what had it goes, or can no longer have it: it passes to what stands in its place, in the
 * nearest part around it that is still there. Without it the next Tab would begin at the top of the page (WCAG 2.4.3).
 */
export function useKeptFocus(container: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const root = container.current
    if (!root) return
    let focused: EventTarget | null = null
    let last: Place[] = []
    let timer: ReturnType<typeof setTimeout> | undefined
    const note = ({ target }: FocusEvent): void => {
      focused = target
      last = target instanceof HTMLElement ? placesOf(target, root) : []
    }
    const mend = (): void => {
      if (document.activeElement !== document.body) return
      for (const { around, index } of last) {
        const there = around.isConnected ? [...around.querySelectorAll<HTMLElement>(focusable)].filter(element => element.offsetParent !== null) : []
        const next = there[Math.min(index, there.length - 1)]
        if (next) {
          next.focus()
          return
        }
      }
    }
    const observer = new MutationObserver(() => {
      clearTimeout(timer)
      // Somebody who went elsewhere has left by themselves: then nothing that had the focus has gone.
      if (last.length > 0) timer = setTimeout(mend, settleMs)
    })
    const leave = ({ target }: FocusEvent): void => {
      // It is told while what is removed is there still, and on a busy page after something else has had the focus and gone.
      setTimeout(() => {
        if (focused === target && !root.contains(document.activeElement) && target instanceof HTMLElement && target.isConnected && !target.matches(':disabled'))
          last = []
      })
    }
    root.addEventListener('focusin', note)
    root.addEventListener('focusout', leave)
    observer.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled', 'hidden'] })
    return () => {
      clearTimeout(timer)
      observer.disconnect()
      root.removeEventListener('focusin', note)
      root.removeEventListener('focusout', leave)
    }
  }, [container])
}

type Place = { around: Element; index: number }

/** Where an element stands among what can have the focus, in each part around it, the nearest first. */
function placesOf(element: HTMLElement, root: HTMLElement): Place[] {
  const places: Place[] = []
  for (let around = element.parentElement; around; around = around.parentElement) {
    places.push({ around, index: [...around.querySelectorAll(focusable)].indexOf(element) })
    if (around === root) break
  }
  return places
}
