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

const retries = new EventTarget()

/** Ends every wait for a retry on this page: somebody does not want to wait. */
export function retryNow(): void {
  retries.dispatchEvent(new Event('now'))
}

/** Told when somebody does not want to wait. Returns how to stop. */
export function onRetryNow(listener: () => void): () => void {
  retries.addEventListener('now', listener)
  return () => retries.removeEventListener('now', listener)
}

/** Waits `delayMs`, less when the network comes back, the page is seen again or `retryNow` is called. */
export function waitForRetry(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer)
      removeEventListener('online', done)
      retries.removeEventListener('now', done)
      document.removeEventListener('visibilitychange', done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, delayMs)
    addEventListener('online', done)
    retries.addEventListener('now', done)
    document.addEventListener('visibilitychange', done)
    signal.addEventListener('abort', done)
  })
}
