/** Time as the tunnel sees it; a test brings its own. */
export type Clocks = {
  /** Epoch milliseconds: runs on while the computer sleeps, and jumps when it is set. */
  wallMs(): number
  /** Milliseconds since some start: never set, and on most systems stands still while the computer sleeps. */
  monotonicMs(): number
  /** Calls back again and again, without keeping the process alive. Gives how to stop. */
  every(milliseconds: number, tick: () => void): () => void
}

export const systemClocks: Clocks = {
  wallMs: Date.now,
  monotonicMs: () => performance.now(),
  every(milliseconds, tick) {
    const timer = setInterval(tick, milliseconds).unref()
    return () => clearInterval(timer)
  },
}
