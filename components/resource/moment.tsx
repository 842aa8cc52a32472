'use client'

import { useIsHydrated } from '#client/use-is-hydrated.ts'
import { useNowMs } from '#client/use-now.ts'
import { Tooltip } from '#components/ui/tooltip.tsx'
import { bothTimes, exactTime, localTime, relativeTime } from '#domain/time-text.ts'
import { useText } from '#use-text'

/** A time as relative text; the exact one, local and UTC, on hover and focus. `at` is RFC 3339. */
export function Moment({ at, focusable = true }: { at: string; focusable?: boolean }) {
  const t = useText()
  const atMs = Date.parse(at)
  const text = useRelative(atMs)
  const exact = exactTime(atMs, t)
  // The server does not know the reader's time zone.
  const isHydrated = useIsHydrated()
  if (!focusable) {
    return (
      <time dateTime={at} title={isHydrated ? bothTimes(atMs, t) : exact}>
        {text}
      </time>
    )
  }
  return (
    <Tooltip
      text={
        <>
          {localTime(atMs, t)}
          <br />
          {exact}
        </>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the exact time must be reachable without a mouse. */}
      <time dateTime={at} tabIndex={0}>
        {text}
      </time>
    </Tooltip>
  )
}

function useRelative(atMs: number): string {
  const t = useText()
  const nowMs = useNowMs()
  return Number.isFinite(atMs) ? relativeTime(atMs, nowMs, t) : t('unknown time')
}
