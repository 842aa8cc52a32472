'use client'

import { type KeyboardEvent, useId, useMemo, useState } from 'react'
import { usePlaces } from '#client/places.ts'
import { useGo } from '#client/unsaved-text.ts'
import { type PaletteKind, readPaletteText } from '#domain/palette.ts'
import { useText } from '#use-text'
import { type PaletteOption, paletteOptions, searchPath } from './palette-options.ts'
import { useFoundObjects } from './use-found-objects.ts'

/** `left`: namespaces of the user beside `namespaces`. */
type Props = { kinds: readonly PaletteKind[]; namespaces: readonly string[]; left: number; onClose: () => void }

/** Goes anywhere by typing: kinds by any of their names, objects of every kind, places one was at. A combobox with a list (WAI-ARIA APG). */
export function CommandPalette({ kinds, namespaces, left, onClose }: Props) {
  const t = useText()
  const goTo = useGo()
  const listId = useId()
  const [text, setText] = useState('')
  const [active, setActive] = useState(0)
  const recent = usePlaces('recent')
  const pinned = usePlaces('pinned')
  const asked = useMemo(() => readPaletteText(text, kinds), [text, kinds])
  const { objects, unasked, isSearching, failure } = useFoundObjects(asked, kinds, namespaces)
  const unlooked = asked.words === '' && asked.kinds.length === 0 ? 0 : left + unasked
  const options = useMemo(() => paletteOptions(text, { kinds, objects, recent, pinned }, t), [text, kinds, objects, recent, pinned, t])
  const isNothing = options.every(({ path }) => path === searchPath(text))
  const at = Math.min(active, options.length - 1)
  const go = (path: string) => {
    onClose()
    goTo(path)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && options.length > 0) setActive((at + step + options.length) % options.length)
    else if (event.key === 'Enter') {
      const option = options[at]
      if (option) go(option.path)
    } else return
    event.preventDefault()
  }
  const optionId = (index: number) => `${listId}-${index}`
  return (
    <>
      <input
        // biome-ignore lint/a11y/noAutofocus: it comes into a dialog that is open already.
        autoFocus
        className="palette-field"
        role="combobox"
        aria-label={t('Go to')}
        aria-expanded={options.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={options.length > 0 ? optionId(at) : undefined}
        placeholder={t('vs reviews, pod/…, certificates, a name, a label')}
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        value={text}
        onChange={event => {
          setText(event.target.value)
          setActive(0)
        }}
        onKeyDown={onKeyDown}
      />
      <p role="status" className="sr-only">
        {isSearching ? t('Searching') : t('{count} found', { count: options.length })}
      </p>
      {failure && (
        <p role="alert" className="px-4 pt-3 text-failing">
          {t('Objects could not be looked for: {reason}', { reason: t.said(failure.message) })}
        </p>
      )}
      {isNothing && !failure && (
        <p className="px-4 pt-3 text-text-2">
          {text.trim() === ''
            ? t('Type a kind, a name, a namespace or a label.')
            : isSearching
              ? t('Searching…')
              : t('Nothing here is called so. Enter searches every kind.')}
        </p>
      )}
      <div id={listId} role="listbox" aria-label={t('Places')} className="palette-list">
        {options.map((option, index) => (
          <Option
            key={option.path}
            id={optionId(index)}
            option={option}
            isFirst={option.group !== options[index - 1]?.group}
            isActive={index === at}
            onGo={go}
          />
        ))}
      </div>
      {unlooked > 0 && (
        <p className="border-t border-line px-4 py-2 text-sm text-text-3">
          {t('Objects in {count} of your namespaces are not looked for here: there are too many. Those that you name come first.', { count: unlooked })}
        </p>
      )}
    </>
  )
}

type OptionProps = { id: string; option: PaletteOption; isFirst: boolean; isActive: boolean; onGo: (path: string) => void }

function Option({ id, option, isFirst, isActive, onGo }: OptionProps) {
  const t = useText()
  return (
    <>
      {isFirst && (
        <p role="presentation" className="px-4 pt-2 pb-1 text-sm text-text-3">
          {t(option.group)}
        </p>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys. */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, which names the active option. */}
      <div
        id={id}
        role="option"
        aria-selected={isActive}
        className="palette-option"
        ref={element => {
          if (isActive) element?.scrollIntoView({ block: 'nearest' })
        }}
        onClick={() => onGo(option.path)}
      >
        <span className={`truncate font-mono font-medium ${option.isClosed ? 'text-text-3' : ''}`}>{option.title}</span>
        <span className="truncate text-text-2">{option.detail}</span>
        {option.isClosed && <span className="ml-auto shrink-0 text-sm text-text-3">{t('not open to you')}</span>}
      </div>
    </>
  )
}
