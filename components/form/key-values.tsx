'use client'

import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { useText } from '#use-text'

/** A map of texts: labels, annotations. `onChange` undefined removes a key. */
export function KeyValues({
  name,
  value,
  onChange,
}: {
  name: string
  value: Record<string, unknown>
  onChange: (key: string, text: string | undefined) => void
}) {
  const t = useText()
  const [key, setKey] = useState('')
  const add = () => {
    if (key === '' || Object.hasOwn(value, key)) return
    onChange(key, '')
    setKey('')
  }
  return (
    <div className="form-row">
      <span className="font-mono text-sm">{name}</span>
      <div className="space-y-1.5">
        {Object.entries(value).map(([each, text]) => (
          <div key={each} className="flex items-center gap-1.5">
            <span className="w-64 shrink-0 truncate font-mono text-sm" title={each}>
              {each}
            </span>
            <input
              className="field min-w-0 flex-1 font-mono"
              aria-label={`${name} ${each}`}
              autoComplete="off"
              spellCheck={false}
              value={String(text ?? '')}
              onChange={event => onChange(each, event.target.value)}
            />
            <button
              type="button"
              className="button button-quiet h-6 px-1"
              aria-label={t('Remove {name}', { name: each })}
              onClick={() => onChange(each, undefined)}
            >
              <X size={13} strokeWidth={1.75} aria-hidden="true" />
            </button>
          </div>
        ))}
        <div className="flex gap-1.5">
          <input
            className="field w-64 font-mono"
            aria-label={t('New key of {name}', { name })}
            placeholder={t('key')}
            autoComplete="off"
            spellCheck={false}
            value={key}
            onChange={event => setKey(event.target.value.trim())}
            onKeyDown={event => {
              if (event.key !== 'Enter') return
              event.preventDefault()
              add()
            }}
          />
          <button type="button" className="button" disabled={key === '' || Object.hasOwn(value, key)} onClick={add}>
            <Plus size={14} strokeWidth={1.75} aria-hidden="true" />
            {t('Add')}
          </button>
        </div>
      </div>
    </div>
  )
}
