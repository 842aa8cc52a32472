'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { CommandLine } from '#components/ui/command-line.tsx'
import { StatePage } from '#components/ui/state-page.tsx'
import { useText } from '#use-text'
import { CodeForm } from './code-form.tsx'
import { SharedOriginNotice } from './shared-origin-notice.tsx'

/** Whose origin the page is on: our own, one shared with the kube-apiserver, or a shared one where the installation lets nobody sign in. */
export type OriginKind = 'own' | 'shared' | 'refused'

type Props = { title: string; text: string; to: string; origin: OriginKind; askAgain: boolean }

/** The way in: the command that opens a tab already signed in, and for everywhere else a code to paste. */
export function SignIn({ title, text, to, origin, askAgain }: Props) {
  const t = useText()
  const router = useRouter()
  const [understood, setUnderstood] = useState(origin === 'own')
  useEffect(() => {
    if (askAgain) router.refresh()
  }, [askAgain, router])
  return (
    <StatePage title={title}>
      <p>{text}</p>
      <p>{t('In a terminal whose kubeconfig reaches this cluster, run:')}</p>
      <CommandLine command="latchkey dashboard" />
      <p>{t('It opens a new tab, signed in, on an origin of its own.')}</p>
      {origin === 'refused' ? (
        <SharedOriginNotice isRefused />
      ) : understood ? (
        <CodeForm to={to} autoFocus={origin === 'shared'} />
      ) : (
        <SharedOriginNotice onUnderstood={() => setUnderstood(true)} />
      )}
    </StatePage>
  )
}
