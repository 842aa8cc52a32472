'use client'

import { useId, useState } from 'react'
import { withBase } from '#client/base.ts'
import { requestServer } from '#client/request.ts'
import { CommandLine } from '#components/ui/command-line.tsx'
import { signInResponseSchema } from '#contract/login.ts'
import { toAppError } from '#errors/app-error.ts'
import { useText } from '#use-text'

/** A sign-in code from the terminal for a session in this browser. A refused code stays in the field. */
export function CodeForm({ to, autoFocus }: { to: string; autoFocus: boolean }) {
  const t = useText()
  const id = useId()
  const [code, setCode] = useState('')
  const [failure, setFailure] = useState('')
  const [pending, setPending] = useState(false)
  const signIn = async (event: React.FormEvent) => {
    event.preventDefault()
    setPending(true)
    setFailure('')
    try {
      const answer = await requestServer('/api/v1/sign-in', { method: 'POST', body: { code, to } })
      const { location: next } = signInResponseSchema.parse(await answer.json())
      // A whole new page: nothing of a session before this one stays in memory.
      location.replace(withBase(next))
    } catch (thrown) {
      setFailure(toAppError(thrown).message)
      setPending(false)
    }
  }
  return (
    <form onSubmit={signIn} className="space-y-2 border-t border-line pt-3" aria-label={t('Sign in with a code')}>
      <p>{t('Or sign in right here with a code. It is good once, for two minutes:')}</p>
      <CommandLine command="latchkey login --code" />
      <div className="flex gap-2">
        <input
          className="field min-w-0 flex-1 font-mono"
          aria-label={t('Sign-in code')}
          aria-invalid={failure !== ''}
          aria-describedby={failure === '' ? undefined : id}
          placeholder={t('paste the code')}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          // biome-ignore lint/a11y/noAutofocus: it appears in answer to the button that had the focus.
          autoFocus={autoFocus}
          value={code}
          onChange={event => setCode(event.target.value)}
        />
        <button type="submit" className="button button-primary" disabled={pending || code.trim() === ''}>
          {t('Sign in')}
        </button>
      </div>
      <p id={id} role="alert" className="min-h-4 text-sm text-failing">
        {t.said(failure)}
      </p>
    </form>
  )
}
