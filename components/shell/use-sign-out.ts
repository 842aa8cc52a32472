import { useState } from 'react'
import { withBase } from '#client/base.ts'
import { requestServer } from '#client/request.ts'
import { isSessionFailure } from '#domain/failure.ts'
import { toAppError } from '#errors/app-error.ts'
import { useText } from '#use-text'
import { useNotify } from './notices.tsx'

/** Signs out, this session or every one of the user, and leaves for the page that says so. Where it fails, a notice says what of it was done. */
export function useSignOut(): { pending: boolean; signOut: (options: { everywhere: boolean }) => Promise<void> } {
  const t = useText()
  const [pending, setPending] = useState(false)
  const notify = useNotify()
  const signOut = async (body: { everywhere: boolean }) => {
    setPending(true)
    try {
      await requestServer('/api/v1/logout', { method: 'POST', body })
    } catch (thrown) {
      const error = toAppError(thrown)
      if (body.everywhere || !isSessionFailure(error.code)) {
        setPending(false)
        return notify(t('Not signed out: {message}', { message: t.said(error.message) }))
      }
    }
    // A whole new page, so that nothing of the session stays in memory.
    location.assign(withBase('/sign-in?reason=SIGNED_OUT'))
  }
  return { pending, signOut }
}
