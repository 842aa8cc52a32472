/** How a page that follows the cluster stands. Times in epoch milliseconds. */
export type LiveState =
  | { kind: 'connecting' }
  | { kind: 'live' }
  | { kind: 'paused' }
  | { kind: 'reconnecting'; sinceMs: number }
  | { kind: 'stopped'; sinceMs: number; reason: string }

const staleAfterMs = 30_000

/** What the status region says. `clock` writes a time of day. A connection lost for 30 s or more is called stale. */
export function liveText(state: LiveState, nowMs: number, clock: (ms: number) => string): string {
  switch (state.kind) {
    case 'live':
      return 'Live'
    case 'connecting':
      return 'Connecting'
    case 'paused':
      return 'Paused while hidden'
    case 'reconnecting':
      return `${nowMs - state.sinceMs >= staleAfterMs ? 'Stale' : 'Reconnecting'} since ${clock(state.sinceMs)}`
    case 'stopped':
      return `Stale since ${clock(state.sinceMs)}: ${state.reason}`
  }
}
