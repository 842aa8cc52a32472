'use client'

import { useSessionEnd } from '#client/session-end.ts'
import { useNowMs } from '#client/use-now.ts'
import { Tooltip } from '#components/ui/tooltip.tsx'
import { exactTime, relativeTime } from '#domain/time-text.ts'

/** Who is signed in and until when. */
export function SessionInfo({ user, groups, expiresAtMs }: { user: string; groups: string[]; expiresAtMs: number }) {
  const nowMs = useNowMs()
  const over = useSessionEnd() !== null || nowMs >= expiresAtMs
  const details = (
    <>
      <span className="block font-medium">{user}</span>
      <span className="block">{groups.length > 0 ? groups.join(', ') : 'no groups'}</span>
      <span className="block">Session until {exactTime(expiresAtMs)}</span>
    </>
  )
  return (
    <span className="flex min-w-0 items-center gap-1 text-left">
      {/* Outside of the button: a user called `editor` must not make it answer to the name Edit. */}
      <span className="max-w-[10ch] min-w-0 truncate sm:max-w-[44ch] font-medium">{user}</span>
      <Tooltip text={details}>
        <button type="button" className={`h-7 whitespace-nowrap rounded px-1.5 text-sm ${over ? 'text-failing' : 'text-text-3'}`}>
          {over ? (
            'session ended'
          ) : (
            <>
              <span className="max-sm:sr-only">ends </span>
              {relativeTime(expiresAtMs, nowMs)}
            </>
          )}
        </button>
      </Tooltip>
    </span>
  )
}
