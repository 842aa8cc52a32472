'use client'

import { Search } from 'lucide-react'
import { usePathname, useSearchParams } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { useGo } from '#client/unsaved-text.ts'
import { useText } from '#use-text'

/** Looks for objects in every kind. A plain form, so that it works before the page runs. */
export function SearchBox() {
  const t = useText()
  const go = useGo()
  const asked = useSearchParams().get('q') ?? ''
  const shown = usePathname() === '/search' ? asked : ''
  const field = useRef<HTMLInputElement>(null)
  const written = useRef(shown)
  useEffect(() => {
    // What was typed before the page ran stays.
    if (written.current === shown) return
    written.current = shown
    if (field.current) field.current.value = shown
  }, [shown])
  return (
    <search>
      <form
        action="search"
        className="relative"
        onSubmit={event => {
          event.preventDefault()
          const text = field.current?.value.trim() ?? ''
          if (text !== '') go(`/search?${new URLSearchParams({ q: text })}`)
        }}
      >
        <Search size={14} strokeWidth={1.75} aria-hidden="true" className="absolute top-[7px] left-2 text-text-3" />
        <input
          ref={field}
          type="search"
          name="q"
          className="field w-full pl-7"
          aria-label={t('Search every kind')}
          placeholder={t('Words, all of which have to be there')}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          defaultValue={shown}
          onKeyDown={event => event.key === 'Escape' && event.currentTarget.blur()}
        />
      </form>
    </search>
  )
}
