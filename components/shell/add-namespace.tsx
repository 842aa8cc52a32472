'use client'

import { useRouter } from 'next/navigation'
import { useId, useState } from 'react'
import { rememberInBrowser } from '#client/cookies.ts'
import { isNamespaceName, rememberNamespaces } from '#domain/namespace-memory.ts'

/** Remembers one more namespace and makes the page anew. */
export function AddNamespace({ remembered }: { remembered: string[] }) {
  const router = useRouter()
  const hintId = useId()
  const [text, setText] = useState('')
  const wrong = text !== '' && !isNamespaceName(text)
  return (
    <form
      className="flex flex-wrap gap-2"
      onSubmit={event => {
        event.preventDefault()
        if (!isNamespaceName(text)) return
        rememberInBrowser(rememberNamespaces(remembered, [text]))
        setText('')
        router.refresh()
      }}
    >
      <input
        className="field min-w-0 flex-1 font-mono"
        aria-label="Namespace to remember"
        aria-invalid={wrong}
        aria-describedby={wrong ? hintId : undefined}
        placeholder="namespace"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={event => setText(event.target.value.trim())}
      />
      <button type="submit" className="button" disabled={!isNamespaceName(text)}>
        Add
      </button>
      {wrong && (
        <p id={hintId} className="w-full text-sm text-failing">
          A namespace has lower-case letters, digits and dashes, at most 63.
        </p>
      )}
    </form>
  )
}
