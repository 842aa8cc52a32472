'use client'

import { useState } from 'react'
import { useSessionEnd } from '#client/session-end.ts'
import { useNowMs } from '#client/use-now.ts'
import { Dialog } from '#components/ui/dialog.tsx'
import { Tooltip } from '#components/ui/tooltip.tsx'
import { exactTime, localTime, relativeTime } from '#domain/time-text.ts'
import { useText } from '#use-text'
import { HiddenWords } from './hidden-words.tsx'
import { LanguageChoice } from './language-choice.tsx'
import { useSignOut } from './use-sign-out.ts'

type Props = { user: string; groups: string; expiresAtMs: number; renewing: boolean }

/** Who is signed in and until when; behind it the way to end every session. */
export function SessionInfo({ user, groups, expiresAtMs, renewing }: Props) {
  const t = useText()
  const nowMs = useNowMs()
  const [open, setOpen] = useState(false)
  const { pending, signOut } = useSignOut()
  // Of a session that is being renewed the server tells the end; the token of this page is not the last.
  const over = useSessionEnd() !== null || (!renewing && nowMs >= expiresAtMs)
  const end = renewing ? t('Renewed while latchkey runs on your computer') : t('Until {time}', { time: localTime(expiresAtMs, t) })
  const details = (
    <>
      <span className="block font-medium">{user}</span>
      <span className="block">{groups}</span>
      <span className="block">{end}</span>
      {!renewing && <span className="block">{exactTime(expiresAtMs, t)}</span>}
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
        <span className="max-w-[10ch] min-w-0 truncate font-medium sm:max-w-[20ch] xl:max-w-[44ch]" title={user}>
          {user}
        </span>
        <Tooltip text={details}>
          <button
            type="button"
            aria-haspopup="dialog"
            onClick={() => setOpen(true)}
            className={`h-7 whitespace-nowrap rounded px-1.5 text-sm ${over ? 'text-failing' : 'text-text-3'}`}
          >
            {over && t('session ended')}
            {!over && renewing && <HiddenWords text={t('{renews} while latchkey runs')} values={{ renews: t('renews') }} className="max-xl:sr-only" />}
            {!over && !renewing && <HiddenWords text={t('ends {time}')} values={{ time: relativeTime(expiresAtMs, nowMs, t) }} className="max-xl:sr-only" />}
          </button>
        </Tooltip>
      </span>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('Your session')}>
        <dl className="mb-4 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
          <dt className="text-text-2">{t('User')}</dt>
          <dd className="font-mono break-all">{user}</dd>
          <dt className="text-text-2">{t('Groups')}</dt>
          <dd className="font-mono break-words">{groups}</dd>
          <dt className="text-text-2">{t('Session')}</dt>
          <dd title={renewing ? undefined : exactTime(expiresAtMs, t)}>{end}</dd>
          <dt className="self-center text-text-2">{t('Language')}</dt>
          <dd>
            <LanguageChoice />
          </dd>
        </dl>
        <p className="mb-4">{t('Signing out everywhere ends every session of yours in this cluster at once, in every browser and on every computer.')}</p>
        <div className="flex justify-end gap-2">
          <button type="button" className="button" onClick={() => setOpen(false)}>
            {t('Close')}
          </button>
          <button type="button" className="button button-danger" disabled={pending} onClick={signOutEverywhere}>
            {t('Sign out everywhere')}
          </button>
        </div>
      </Dialog>
    </>
  )
}
