'use client'

import { useNowMs } from '#client/use-now.ts'
import { Tooltip } from '#components/ui/tooltip.tsx'
import { exactTime, relativeTime } from '#domain/time-text.ts'

/** A time as relative text; the exact one on hover and focus. `at` is RFC 3339. */
export function Moment({ at, focusable = true }: { at: string; focusable?: boolean }) {
  const atMs = Date.parse(at)
  const text = useRelative(atMs)
  const exact = exactTime(atMs)
  if (!focusable) {
    return (
      <time dateTime={at} title={exact}>
        {text}
      </time>
    )
  }
  return (
    <Tooltip text={exact}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the exact time must be reachable without a mouse. */}
      <time dateTime={at} tabIndex={0}>
        {text}
      </time>
    </Tooltip>
  )
}

function useRelative(atMs: number): string {
  const nowMs = useNowMs()
  return Number.isFinite(atMs) ? relativeTime(atMs, nowMs) : 'unknown time'
}
