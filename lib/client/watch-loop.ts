import type { LiveState } from '#domain/live-state.ts'
import { followLive } from './live-loop.ts'
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

/** Follows a watch until `signal` aborts, as live-loop.ts does. */
export function followWatch<E>({ relist, onState, ...target }: WatchTarget<E>, signal: AbortSignal): Promise<void> {
  return followLive({ connect: (onOpen, visible) => watchOnce(target, visible, onOpen), refresh: relist, onState }, signal)
}

async function watchOnce<E>(target: Pick<WatchTarget<E>, 'request' | 'apply'>, signal: AbortSignal, onOpen: () => void): Promise<void> {
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
    await readWatch(target.request(), apply, onOpen, AbortSignal.any([signal, failed.signal]))
  } catch (thrown) {
    throw failure ?? thrown
  }
  if (failure) throw failure
}
