import { AppError } from '#errors/app-error.ts'

/** Lets each key have so many turns at once, and so many more wait. */
export type FairShare = {
  /**
   * Waits for a turn; the returned function ends it and may be called twice.
   * Throws TOO_MANY_REQUESTS where as many wait already, and the signal's reason where it aborts first.
   */
  take(key: string, signal: AbortSignal): Promise<() => void>
}

type Turns = { running: number; readonly waiting: Set<() => void> }

/** One identity's slow answers must not become everybody's: connections to the kube-apiserver are shared by all. */
export function createFairShare({ atOnce, waiting }: { atOnce: number; waiting: number }): FairShare {
  const byKey = new Map<string, Turns>()

  function end(key: string, turns: Turns): void {
    const [next] = turns.waiting
    if (next) {
      turns.waiting.delete(next)
      next()
      return
    }
    turns.running -= 1
    if (turns.running === 0) byKey.delete(key)
  }

  return {
    async take(key, signal) {
      signal.throwIfAborted()
      const turns = byKey.get(key) ?? { running: 0, waiting: new Set() }
      byKey.set(key, turns)
      if (turns.running < atOnce) turns.running += 1
      else if (turns.waiting.size >= waiting)
        throw new AppError('TOO_MANY_REQUESTS', 'You have too many requests open at once. Close some tabs or wait for them to end.')
      else await nextTurn(turns, signal)
      let over = false
      return () => {
        if (!over) end(key, turns)
        over = true
      }
    },
  }
}

function nextTurn(turns: Turns, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const start = (): void => {
      signal.removeEventListener('abort', giveUp)
      resolve()
    }
    const giveUp = (): void => {
      turns.waiting.delete(start)
      reject(signal.reason)
    }
    turns.waiting.add(start)
    signal.addEventListener('abort', giveUp, { once: true })
  })
}
