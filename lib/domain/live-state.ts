import type { Text } from './text.ts'

/** How a page that follows the cluster stands. Times in epoch milliseconds. */
export type LiveState =
  | { kind: 'connecting' }
  | { kind: 'live' }
  | { kind: 'paused' }
  | { kind: 'reconnecting'; sinceMs: number }
  | { kind: 'stopped'; sinceMs: number; reason: string }

const staleAfterMs = 30_000

/** What the status region says. `clock` writes a time of day. A connection lost for 30 s or more is called stale. */
export function liveText(state: LiveState, nowMs: number, clock: (ms: number) => string, t: Text): string {
  switch (state.kind) {
    case 'live':
      return t('Live')
    case 'connecting':
      return t('Connecting')
    case 'paused':
      return t('Paused while hidden')
    case 'reconnecting':
      return t(nowMs - state.sinceMs >= staleAfterMs ? 'Stale since {time}' : 'Reconnecting since {time}', { time: clock(state.sinceMs) })
    case 'stopped':
      return t('Stale since {time}: {reason}', { time: clock(state.sinceMs), reason: t.said(state.reason) })
  }
}
