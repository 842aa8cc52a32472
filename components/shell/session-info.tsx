'use client'

import { useState } from 'react'
import { useSessionEnd } from '#client/session-end.ts'
import { useNowMs } from '#client/use-now.ts'
import { Dialog } from '#components/ui/dialog.tsx'
import { Tooltip } from '#components/ui/tooltip.tsx'
import { exactTime, relativeTime } from '#domain/time-text.ts'
import { useSignOut } from './use-sign-out.ts'

type Props = { user: string; groups: string; expiresAtMs: number; renewing: boolean }

/** Who is signed in and until when; behind it the way to end every session. */
export function SessionInfo({ user, groups, expiresAtMs, renewing }: Props) {
  const nowMs = useNowMs()
  const [open, setOpen] = useState(false)
  const { pending, signOut } = useSignOut()
  // Of a session that is being renewed the server tells the end; the token of this page is not the last.
  const over = useSessionEnd() !== null || (!renewing && nowMs >= expiresAtMs)
  const end = renewing ? 'Renewed while latchkey runs on your computer' : `Until ${exactTime(expiresAtMs)}`
  const details = (
    <>
      <span className="block font-medium">{user}</span>
      <span className="block">{groups}</span>
      <span className="block">{end}</span>
    </>
  )
  const signOutEverywhere = () => {
    // What goes wrong is told by a notice, which a dialog would stand over.
    setOpen(false)
    return signOut({ everywhere: true })
  }
  return (
    <>
      <span className="flex min-w-0 items-center gap-1 text-left">
        {/* Outside of the button: a user called `editor` must not make it answer to the name Edit. */}
        <span className="max-w-[10ch] min-w-0 truncate sm:max-w-[44ch] font-medium">{user}</span>
        <Tooltip text={details}>
          <button
            type="button"
            aria-haspopup="dialog"
            onClick={() => setOpen(true)}
            className={`h-7 whitespace-nowrap rounded px-1.5 text-sm ${over ? 'text-failing' : 'text-text-3'}`}
          >
            {over && 'session ended'}
            {!over && renewing && (
              <>
                renews<span className="max-sm:sr-only"> while latchkey runs</span>
              </>
            )}
            {!over && !renewing && (
              <>
                <span className="max-sm:sr-only">ends </span>
                {relativeTime(expiresAtMs, nowMs)}
              </>
            )}
          </button>
        </Tooltip>
      </span>
      <Dialog open={open} onClose={() => setOpen(false)} title="Your session">
        <dl className="mb-4 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
          <dt className="text-text-2">User</dt>
          <dd className="font-mono break-all">{user}</dd>
          <dt className="text-text-2">Groups</dt>
          <dd className="font-mono break-words">{groups}</dd>
          <dt className="text-text-2">Session</dt>
          <dd>{end}</dd>
        </dl>
        <p className="mb-4">Signing out everywhere ends every session of yours in this cluster at once, in every browser and on every computer.</p>
        <div className="flex justify-end gap-2">
          <button type="button" className="button" onClick={() => setOpen(false)}>
            Close
          </button>
          <button type="button" className="button button-danger" disabled={pending} onClick={signOutEverywhere}>
            Sign out everywhere
          </button>
        </div>
      </Dialog>
    </>
  )
}
