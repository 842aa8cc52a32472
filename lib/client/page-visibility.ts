/** Resolves when the page is seen again, or `signal` aborts. */
export function untilVisible(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const check = () => {
      if (document.hidden && !signal.aborted) return
      document.removeEventListener('visibilitychange', check)
      signal.removeEventListener('abort', check)
      resolve()
    }
    document.addEventListener('visibilitychange', check)
    signal.addEventListener('abort', check)
    check()
  })
}

// Looking at another tab for a moment should not cost a reconnection.
const hiddenGraceMs = 10_000

/** A signal that aborts with `signal`, and once the page has been hidden for a while: browsers allow six connections per host, over all tabs. */
export function whileVisible(signal: AbortSignal): { signal: AbortSignal; dispose: () => void } {
  const hidden = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const check = () => {
    clearTimeout(timer)
    if (document.hidden) timer = setTimeout(() => hidden.abort(), hiddenGraceMs)
  }
  document.addEventListener('visibilitychange', check)
  return {
    signal: AbortSignal.any([signal, hidden.signal]),
    dispose() {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', check)
    },
  }
}

/** Waits `delayMs`, less when the network comes back or the page is seen again. */
export function waitForRetry(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer)
      removeEventListener('online', done)
      document.removeEventListener('visibilitychange', done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, delayMs)
    addEventListener('online', done)
    document.addEventListener('visibilitychange', done)
    signal.addEventListener('abort', done)
  })
}
