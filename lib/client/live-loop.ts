import { isSessionFailure } from '#domain/failure.ts'
import type { LiveState } from '#domain/live-state.ts'
import { english } from '#domain/text.ts'
import { retryDelayMs } from '#domain/watch-retry.ts'
import { type AppError, toAppError } from '#errors/app-error.ts'
import { onRetryNow, untilVisible, waitForRetry, whileVisible } from './page-visibility.ts'

/** What keeps a page as the cluster is. */
export type LiveSource = {
  /** Stays as long as one connection does, and calls `onOpen` when it stands. Throws AppError; GONE where `refresh` has to come first. */
  connect: (onOpen: () => void, signal: AbortSignal) => Promise<void>
  /** Reads anew and replaces what is shown. */
  refresh: (signal: AbortSignal) => Promise<void>
  onState: (state: LiveState) => void
}

const slowRefreshMs = 2_000

/** Follows a source until `signal` aborts: goes on after breaks with growing pauses, reads anew when it fell behind, rests while the page is hidden. */
export async function followLive(source: LiveSource, signal: AbortSignal): Promise<void> {
  let attempt = 0
  let lostSinceMs = 0
  let mustRefresh = false
  /** What takes longer than a moment is not called live meanwhile. */
  async function refresh(within: AbortSignal): Promise<void> {
    const slow = setTimeout(() => {
      lostSinceMs ||= Date.now()
      source.onState({ kind: 'reconnecting', sinceMs: lostSinceMs })
    }, slowRefreshMs)
    await source.refresh(within).finally(() => clearTimeout(slow))
  }
  while (!signal.aborted) {
    if (document.hidden) {
      source.onState({ kind: 'paused' })
      await untilVisible(signal)
      continue
    }
    const visible = whileVisible(signal)
    // An attempt may hang; who asks for another does not wait for its end.
    const given = new AbortController()
    const attemptSignal = AbortSignal.any([visible.signal, given.signal])
    let isOpen = false
    const stopListening = onRetryNow(() => {
      if (!isOpen) given.abort()
    })
    try {
      if (mustRefresh) await refresh(attemptSignal)
      mustRefresh = false
      let openedMs = Date.now()
      await source.connect(() => {
        isOpen = true
        openedMs = Date.now()
        attempt = 0
        lostSinceMs = 0
        source.onState({ kind: 'live' })
      }, attemptSignal)
      // A server that ends connections at once must not be asked in a tight loop.
      if (Date.now() - openedMs < 1000) await waitForRetry(retryDelayMs(++attempt, Math.random()), signal)
    } catch (thrown) {
      if (signal.aborted) return
      if (attemptSignal.aborted) continue
      const error = toAppError(thrown)
      const stop = stopReason(error)
      if (stop) return source.onState({ kind: 'stopped', sinceMs: Date.now(), reason: stop })
      const outdated = error.code === 'GONE'
      mustRefresh ||= outdated
      attempt++
      // Falling behind is ordinary: read anew at once. Only when that does not help is the page stale.
      if (outdated && attempt === 1) continue
      lostSinceMs ||= Date.now()
      source.onState({ kind: 'reconnecting', sinceMs: lostSinceMs })
      await waitForRetry(retryDelayMs(attempt, Math.random()), signal)
    } finally {
      stopListening()
      visible.dispose()
    }
  }
}

function stopReason(error: AppError): string {
  if (isSessionFailure(error.code)) return english('the session has ended')
  if (error.code === 'FORBIDDEN') return english('you may not watch this')
  if (error.code === 'BEYOND_LATCHKEY') return english('Latchkey may not watch this in this cluster')
  if (error.code === 'METHOD_NOT_ALLOWED') return english('this resource cannot be watched')
  return error.code === 'NOT_FOUND' ? english('this resource is no longer served') : ''
}
