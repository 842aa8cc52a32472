'use client'

import { useNowMs } from '#client/use-now.ts'
import { type LiveState, liveText } from '#domain/live-state.ts'
import { clockTime } from '#domain/time-text.ts'

const inks: Record<LiveState['kind'], string> = {
  live: 'text-ok',
  connecting: 'text-text-3',
  paused: 'text-text-3',
  reconnecting: 'text-warning',
  stopped: 'text-failing',
}

/** Whether what is shown is what is: in words, announced when it changes. */
export function LiveStatus({ state }: { state: LiveState }) {
  const text = liveText(state, useNowMs(), clockTime)
  return (
    <p role="status" aria-label="Live state" className="flex items-center gap-1.5 text-sm whitespace-nowrap text-text-2">
      <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true" className={inks[state.kind]}>
        {state.kind === 'live' ? (
          <circle cx="5" cy="5" r="4" fill="currentColor" />
        ) : state.kind === 'stopped' ? (
          <rect x="1" y="1" width="8" height="8" fill="currentColor" />
        ) : (
          <circle cx="5" cy="5" r="3.5" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2.5 2" />
        )}
      </svg>
      {text}
    </p>
  )
}
