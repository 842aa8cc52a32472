'use client'

import { useRouter } from 'next/navigation'
import { useTransition } from 'react'
import { useText } from '#use-text'

export function ReloadButton() {
  const t = useText()
  const router = useRouter()
  const [pending, start] = useTransition()
  return (
    <button type="button" className="button" disabled={pending} onClick={() => start(() => router.refresh())}>
      {pending ? t('Trying…') : t('Try again')}
    </button>
  )
}
