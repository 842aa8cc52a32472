'use client'

import { LogOut } from 'lucide-react'
import { useState } from 'react'
import { withBase } from '#client/base.ts'
import { requestServer } from '#client/request.ts'
import { Tooltip } from '#components/ui/tooltip.tsx'
import { isSessionFailure } from '#domain/failure.ts'
import { toAppError } from '#errors/app-error.ts'
import { useNotify } from './notices.tsx'

export function SignOutButton() {
  const [pending, setPending] = useState(false)
  const notify = useNotify()
  const signOut = async () => {
    setPending(true)
    try {
      await requestServer('/api/v1/logout', { method: 'POST' })
    } catch (thrown) {
      const error = toAppError(thrown)
      if (!isSessionFailure(error.code)) {
        setPending(false)
        return notify(`You are still signed in: ${error.message}`)
      }
    }
    // A whole new page, so that nothing of the session stays in memory.
    location.assign(withBase('/sign-in?reason=SIGNED_OUT'))
  }
  return (
    <Tooltip text="Sign out">
      <button type="button" className="button button-quiet px-1.5" aria-label="Sign out" disabled={pending} onClick={signOut}>
        <LogOut size={16} strokeWidth={1.75} aria-hidden="true" />
      </button>
    </Tooltip>
  )
}
