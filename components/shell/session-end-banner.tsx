'use client'

import { useSessionEnd } from '#client/session-end.ts'
import { useHasUnkeptText } from '#client/unsaved-text.ts'
import { Callout } from '#components/ui/callout.tsx'
import { CommandLine } from '#components/ui/command-line.tsx'
import { useText } from '#use-text'

/** Stands over the page once the server refuses its session: what is shown stays readable, and unsaved text stays for the most part. */
export function SessionEndBanner() {
  const t = useText()
  const error = useSessionEnd()
  const isUnkept = useHasUnkeptText()
  if (!error) return null
  return (
    <div className="border-b border-line p-3">
      <Callout tone="error" title={t('Your session has ended. What you see is from before.')}>
        <p className="mb-2">
          {isUnkept
            ? t('{message} Text you have not saved is kept nowhere: copy what you need of it, sign in, then reload.', { message: t.said(error.message) })
            : t('{message} Text you have not saved stays in this tab; reload it after signing in.', { message: t.said(error.message) })}
        </p>
        <CommandLine command="latchkey dashboard" />
      </Callout>
    </div>
  )
}
