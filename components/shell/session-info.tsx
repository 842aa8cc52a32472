'use client'

import { useSessionEnd } from '#client/session-end.ts'
import { useNowMs } from '#client/use-now.ts'
import { Tooltip } from '#components/ui/tooltip.tsx'
import { exactTime, relativeTime } from '#domain/time-text.ts'

/** Who is signed in and until when. */
export function SessionInfo({ user, groups, expiresAtMs }: { user: string; groups: string[]; expiresAtMs: number }) {
  const nowMs = useNowMs()
  const over = useSessionEnd() !== null || nowMs >= expiresAtMs
  const until = over ? 'session ended' : `ends ${relativeTime(expiresAtMs, nowMs)}`
  const details = (
    <>
      <span className="block font-medium">{user}</span>
      <span className="block">{groups.length > 0 ? groups.join(', ') : 'no groups'}</span>
      <span className="block">Session until {exactTime(expiresAtMs)}</span>
    </>
  )
  return (
    <Tooltip text={details}>
      <button type="button" className="flex h-7 min-w-0 items-center gap-2 rounded px-1.5 text-left">
        <span className="max-w-[44ch] min-w-0 truncate font-medium">{user}</span>{' '}
        <span className={`hidden whitespace-nowrap text-sm lg:inline ${over ? 'text-failing' : 'text-text-3'}`}>{until}</span>
      </button>
    </Tooltip>
  )
}
