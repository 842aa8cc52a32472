'use client'

import { LogOut } from 'lucide-react'
import { Tooltip } from '#components/ui/tooltip.tsx'
import { useText } from '#use-text'
import { useSignOut } from './use-sign-out.ts'

export function SignOutButton() {
  const t = useText()
  const { pending, signOut } = useSignOut()
  return (
    <Tooltip text={t('Sign out')}>
      <button type="button" className="button button-quiet px-1.5" aria-label={t('Sign out')} disabled={pending} onClick={() => signOut({ everywhere: false })}>
        <LogOut size={16} strokeWidth={1.75} aria-hidden="true" />
      </button>
    </Tooltip>
  )
}
