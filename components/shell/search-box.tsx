'use client'

import { Search } from 'lucide-react'
import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useEffect, useRef } from 'react'

/** Looks for objects in every kind. A plain form, so that it works before the page runs. */
export function SearchBox() {
  const router = useRouter()
  const asked = useSearchParams().get('q') ?? ''
  const shown = usePathname() === '/search' ? asked : ''
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (field.current) field.current.value = shown
  }, [shown])
  return (
    <search className="min-w-0 max-w-80 flex-1">
      <form
        action="search"
        className="relative"
        onSubmit={event => {
          event.preventDefault()
          const text = field.current?.value.trim() ?? ''
          if (text !== '') router.push(`/search?${new URLSearchParams({ q: text })}`)
        }}
      >
        <Search size={14} strokeWidth={1.75} aria-hidden="true" className="absolute top-[7px] left-2 text-text-3" />
        <input
          ref={field}
          type="search"
          name="q"
          className="field w-full pl-7"
          aria-label="Search every kind"
          aria-keyshortcuts="s"
          placeholder="Search every kind (s)"
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          data-shortcut="s"
          defaultValue={shown}
          onKeyDown={event => event.key === 'Escape' && event.currentTarget.blur()}
        />
      </form>
    </search>
  )
}
