import { AppError } from '#errors/app-error.ts'

/** So many tasks at once for all keys together; where several wait, the one with the fewest running comes next. */
export type SharedTurns = {
  /** `mostWaiting`: throws TOO_MANY_REQUESTS where as many tasks of the key wait already. */
  run<T>(key: string, task: () => Promise<T>, mostWaiting?: number): Promise<T>
}

type Turns = { running: number; readonly waiting: Set<() => void> }

/** `share`: turns that one key may have at once while others wait. */
export function createSharedTurns({ atOnce, share }: { atOnce: number; share: number }): SharedTurns {
  const byKey = new Map<string, Turns>()
  /** Keys of which something waits. */
  const queued = new Set<Turns>()
  let running = 0

  function nextTurns(): Turns | null {
    const [only] = queued
    if (only && queued.size === 1) return only
    const within = [...queued].filter(turns => turns.running < share)
    return within.reduce<Turns | null>((least, turns) => (least && least.running <= turns.running ? least : turns), null)
  }
  function start(turns: Turns): void {
    running += 1
    turns.running += 1
  }
  function startNext(): void {
    const turns = running < atOnce ? nextTurns() : null
    const [next] = turns?.waiting ?? []
    if (!turns || !next) return
    turns.waiting.delete(next)
    // To the end of the line: those with as many running take turns.
    queued.delete(turns)
    if (turns.waiting.size > 0) queued.add(turns)
    start(turns)
    next()
    startNext()
  }
  function end(key: string, turns: Turns): void {
    running -= 1
    turns.running -= 1
    if (turns.running === 0 && turns.waiting.size === 0) byKey.delete(key)
    startNext()
  }
  function wait(turns: Turns): Promise<void> {
    return new Promise(resolve => {
      turns.waiting.add(resolve)
      queued.add(turns)
      startNext()
    })
  }

  return {
    async run(key, task, mostWaiting = Number.POSITIVE_INFINITY) {
      const turns = byKey.get(key) ?? { running: 0, waiting: new Set() }
      if (turns.waiting.size >= mostWaiting) throw new AppError('TOO_MANY_REQUESTS')
      byKey.set(key, turns)
      await wait(turns)
      try {
        return await task()
      } finally {
        end(key, turns)
      }
    },
  }
}
