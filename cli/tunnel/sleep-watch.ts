import type { Clocks } from './clocks.ts'

const tickMs = 2000
const sleptMs = 10_000

export type SleepWatch = {
  /** Looks at the clocks now: a request may come before the next tick does. */
  check(): void
  stop(): void
}

/**
 * Calls `onWake` when this process did not run for ten seconds: the computer slept, or the process was suspended. Its
 * connections may be dead by then without a word from the other end.
 */
export function watchSleep(onWake: () => void, clocks: Clocks): SleepWatch {
  let wallMs = clocks.wallMs()
  let monotonicMs = clocks.monotonicMs()
  const check = () => {
    const now = { wallMs: clocks.wallMs(), monotonicMs: clocks.monotonicMs() }
    const gapMs = Math.max(now.wallMs - wallMs, now.monotonicMs - monotonicMs)
    wallMs = now.wallMs
    monotonicMs = now.monotonicMs
    if (gapMs > sleptMs) onWake()
  }
  return { check, stop: clocks.every(tickMs, check) }
}
