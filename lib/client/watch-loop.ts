import { isSessionFailure } from '#domain/failure.ts'
import type { LiveState } from '#domain/live-state.ts'
import { retryDelayMs } from '#domain/watch-retry.ts'
import { type AppError, toAppError } from '#errors/app-error.ts'
import { untilVisible, waitForRetry, whileVisible } from './page-visibility.ts'
import { readWatch, type WatchRequest } from './watch-stream.ts'

export type WatchTarget<E> = {
  /** Where to go on: asked anew before each attempt, so that it holds the newest resourceVersion. */
  request: () => WatchRequest
  /** Takes a batch; throws AppError GONE when the watch told that its version is too old. */
  apply: (events: E[]) => void
  /** Lists anew and replaces what is shown. */
  relist: (signal: AbortSignal) => Promise<void>
  onState: (state: LiveState) => void
}

/** Follows a watch until `signal` aborts: goes on after breaks with growing pauses, lists anew when it fell behind, rests while the page is hidden. */
export async function followWatch<E>(target: WatchTarget<E>, signal: AbortSignal): Promise<void> {
  let attempt = 0
  let lostSinceMs = 0
  let mustRelist = false
  while (!signal.aborted) {
    if (document.hidden) {
      target.onState({ kind: 'paused' })
      await untilVisible(signal)
      continue
    }
    const visible = whileVisible(signal)
    try {
      if (mustRelist) await target.relist(visible.signal)
      mustRelist = false
      const openedMs = await watchOnce(target, visible.signal, () => {
        attempt = 0
        lostSinceMs = 0
        target.onState({ kind: 'live' })
      })
      // A server that ends watches at once must not be asked in a tight loop.
      if (Date.now() - openedMs < 1000) await waitForRetry(retryDelayMs(++attempt, Math.random()), signal)
    } catch (thrown) {
      if (signal.aborted) return
      if (visible.signal.aborted) continue
      const error = toAppError(thrown)
      const stop = stopReason(error)
      if (stop) return target.onState({ kind: 'stopped', sinceMs: Date.now(), reason: stop })
      const outdated = error.code === 'GONE'
      mustRelist ||= outdated
      attempt++
      // Falling behind is ordinary: list anew at once. Only when that does not help is the page stale.
      if (outdated && attempt === 1) continue
      lostSinceMs ||= Date.now()
      target.onState({ kind: 'reconnecting', sinceMs: lostSinceMs })
      await waitForRetry(retryDelayMs(attempt, Math.random()), signal)
    } finally {
      visible.dispose()
    }
  }
}

async function watchOnce<E>(target: WatchTarget<E>, signal: AbortSignal, onOpen: () => void): Promise<number> {
  let openedMs = Date.now()
  let failure: unknown
  const failed = new AbortController()
  const apply = (events: E[]) => {
    try {
      target.apply(events)
    } catch (thrown) {
      failure = thrown
      failed.abort()
    }
  }
  try {
    await readWatch(
      target.request(),
      apply,
      () => {
        openedMs = Date.now()
        onOpen()
      },
      AbortSignal.any([signal, failed.signal]),
    )
  } catch (thrown) {
    throw failure ?? thrown
  }
  if (failure) throw failure
  return openedMs
}

function stopReason(error: AppError): string {
  if (isSessionFailure(error.code)) return 'the session has ended'
  if (error.code === 'FORBIDDEN') return 'you may not watch this'
  if (error.code === 'BEYOND_LATCHKEY') return 'Latchkey may not watch this in this cluster'
  if (error.code === 'METHOD_NOT_ALLOWED') return 'this resource cannot be watched'
  return error.code === 'NOT_FOUND' ? 'this resource is no longer served' : ''
}
