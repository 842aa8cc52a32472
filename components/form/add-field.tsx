'use client'

import { Plus } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useRef, useState } from 'react'
import { fieldsCalled } from '#domain/form/fields-called.ts'
import type { FormField } from '#domain/form/form-node.ts'
import { useText } from '#use-text'

/** Fields that may be given besides, found by name or by what is said of them. */
export function AddField({ fields, onAdd }: { fields: readonly FormField[]; onAdd: (field: FormField) => void }) {
  const t = useText()
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  const added = useRef(false)
  if (fields.length === 0) return null
  const wanted = text.trim().toLowerCase()
  const found = fieldsCalled(fields, wanted)
  const add = (field: FormField) => {
    added.current = true
    setOpen(false)
    setText('')
    onAdd(field)
  }
  return (
    <Popover.Root
      open={open}
      onOpenChange={next => {
        added.current = false
        setOpen(next)
      }}
    >
      <Popover.Trigger className="button button-quiet">
        <Plus size={14} strokeWidth={1.75} aria-hidden="true" />
        {t('Add field')}
      </Popover.Trigger>
      <Popover.Content
        // The field that was added has the focus then.
        onCloseAutoFocus={event => added.current && event.preventDefault()}
        className="popover w-96 max-w-[92vw] p-2"
        align="start"
        sideOffset={4}
        collisionPadding={8}
        aria-label={t('Fields')}
      >
        <input
          className="field w-full"
          aria-label={t('Find a field')}
          placeholder={t('Find a field')}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={event => setText(event.target.value)}
          onKeyDown={event => {
            const [first] = found
            if (event.key !== 'Enter' || !first) return
            event.preventDefault()
            add(first)
          }}
        />
        <ul className="mt-1 max-h-72 overflow-y-auto">
          {found.map(field => (
            <li key={field.name}>
              <button type="button" className="menu-row w-full flex-col items-start gap-0 py-1 text-left" onClick={() => add(field)}>
                <span className="font-mono text-sm">{field.name}</span>
                <span className="line-clamp-2 text-sm text-text-3">{field.description}</span>
              </button>
            </li>
          ))}
          {found.length === 0 && <li className="px-2 py-1 text-text-3">{t('No field is called so.')}</li>}
        </ul>
      </Popover.Content>
    </Popover.Root>
  )
}
