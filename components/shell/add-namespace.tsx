'use client'

import { useRouter } from 'next/navigation'
import { useId, useState } from 'react'
import { rememberInBrowser } from '#client/cookies.ts'
import { isNamespaceName, mostRemembered, rememberNamespaces } from '#domain/namespace-memory.ts'
import { useText } from '#use-text'

/** Remembers one more namespace beside those `named`, and makes the page anew. */
export function AddNamespace({ named }: { named: string[] }) {
  const t = useText()
  const router = useRouter()
  const hintId = useId()
  const [text, setText] = useState('')
  const wrong = text !== '' && !isNamespaceName(text)
  const isFull = named.length >= mostRemembered
  return (
    <form
      className="flex flex-wrap gap-2"
      onSubmit={event => {
        event.preventDefault()
        if (!isNamespaceName(text) || isFull) return
        rememberInBrowser(rememberNamespaces(named, [text]))
        setText('')
        router.refresh()
      }}
    >
      <input
        className="field min-w-0 flex-1 font-mono"
        aria-label={t('Namespace to remember')}
        aria-invalid={wrong}
        aria-describedby={wrong ? hintId : undefined}
        placeholder={t('namespace')}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={event => setText(event.target.value.trim())}
      />
      <button type="submit" className="button" disabled={!isNamespaceName(text) || isFull}>
        {t('Add')}
      </button>
      {isFull && (
        <p className="w-full text-sm text-text-2">
          {t('This browser remembers {count} namespaces. Forget one before you add another.', { count: mostRemembered })}
        </p>
      )}
      {wrong && (
        <p id={hintId} className="w-full text-sm text-failing">
          {t('A namespace has lower-case letters, digits and dashes, at most 63.')}
        </p>
      )}
    </form>
  )
}
