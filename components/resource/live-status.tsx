'use client'

import { retryNow } from '#client/page-visibility.ts'
import { useNowMs } from '#client/use-now.ts'
import { type LiveState, liveText } from '#domain/live-state.ts'
import { clockTime } from '#domain/time-text.ts'
import { useText } from '#use-text'

const inks: Record<LiveState['kind'], string> = {
  live: 'text-ok',
  connecting: 'text-text-3',
  paused: 'text-text-3',
  reconnecting: 'text-warning',
  stopped: 'text-failing',
}

/** Whether what is shown is what is: in words, announced when it changes, with what asks for it at once where it is not. */
export function LiveStatus({ state }: { state: LiveState }) {
  const t = useText()
  const text = liveText(state, useNowMs(), clockTime, t)
  return (
    <div className="flex items-center gap-2">
      {(state.kind === 'reconnecting' || state.kind === 'stopped') && (
        <button type="button" className="button button-quiet h-7" onClick={state.kind === 'stopped' ? () => location.reload() : retryNow}>
          {t('Try again')}
        </button>
      )}
      <p role="status" aria-label={t('Live state')} className="flex items-center gap-1.5 text-sm whitespace-nowrap text-text-2">
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
    </div>
  )
}
