import { createContext, useContext, useSyncExternalStore } from 'react'

/** When the server made this page (epoch milliseconds): the time while hydrating, so that both sides write the same text. */
export const RenderedAtContext = createContext(0)

const listeners = new Set<() => void>()
let nowMs = Date.now()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    if (document.hidden) return
    nowMs = Date.now()
    for (const each of listeners) each()
  }, 5000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** The time in epoch milliseconds, renewed every 5 s by one timer for the whole page. */
export function useNowMs(): number {
  const renderedAtMs = useContext(RenderedAtContext)
  return useSyncExternalStore(
    subscribe,
    () => nowMs,
    () => renderedAtMs,
  )
}
