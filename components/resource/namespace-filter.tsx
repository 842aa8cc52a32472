'use client'

import { usePathname, useRouter } from 'next/navigation'
import { useState, useTransition } from 'react'
import { rememberInBrowser } from '#client/cookies.ts'
import { isNamespaceName, rememberNamespaces } from '#domain/namespace-memory.ts'

type Props = {
  known: string[]
  /** Namespaces kept in this browser; empty for those who may list namespaces. */
  remembered: string[]
  selected: string | null
  /** Whether the whole cluster may be listed; else no choice means all known namespaces. */
  everywhere: boolean
}

const another = '\u0000another'

/** Which namespace a list is of. The choice lives in the address; a namespace typed here is remembered. */
export function NamespaceFilter({ known, remembered, selected, everywhere }: Props) {
  const router = useRouter()
  const pathname = usePathname()
  const [pending, start] = useTransition()
  const [adding, setAdding] = useState(false)
  const [text, setText] = useState('')
  const go = (namespace: string) => start(() => router.push(namespace ? `${pathname}?namespace=${encodeURIComponent(namespace)}` : pathname))
  const add = () => {
    if (!isNamespaceName(text)) return
    setAdding(false)
    go(text)
    if (everywhere) return
    rememberInBrowser(rememberNamespaces(remembered, [text]))
    router.refresh()
  }
  const names = selected && !known.includes(selected) ? [...known, selected].sort() : known
  if (adding) {
    return (
      <form
        className="flex items-center gap-1.5"
        onSubmit={event => {
          event.preventDefault()
          add()
        }}
      >
        <input
          // biome-ignore lint/a11y/noAutofocus: the field replaces the control that was just used.
          autoFocus
          className="field w-44 font-mono"
          aria-label="Name of the namespace"
          aria-invalid={text !== '' && !isNamespaceName(text)}
          placeholder="namespace"
          value={text}
          onChange={event => setText(event.target.value.trim())}
          onKeyDown={event => event.key === 'Escape' && setAdding(false)}
        />
        <button type="submit" className="button" disabled={!isNamespaceName(text)}>
          Show
        </button>
        <button type="button" className="button button-quiet" onClick={() => setAdding(false)}>
          Cancel
        </button>
      </form>
    )
  }
  return (
    <label className="flex items-center gap-1.5 text-text-2">
      <span>Namespace</span>
      <select
        className="field max-w-56 text-text"
        value={selected ?? ''}
        disabled={pending}
        onChange={event => (event.target.value === another ? setAdding(true) : go(event.target.value))}
      >
        <option value="">{everywhere ? 'All namespaces' : 'My namespaces'}</option>
        {names.map(name => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
        <option value={another}>Another…</option>
      </select>
    </label>
  )
}
