'use client'

import { Bookmark, X } from 'lucide-react'
import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { Popover } from 'radix-ui'
import { useState } from 'react'
import { useSavedViews } from '#client/saved-views.ts'
import { useText } from '#use-text'

/** Ways to look at this list that were kept by name: what is filtered, ordered and shown, in which namespaces. */
export function SavedViews({ listKey }: { listKey: string }) {
  const t = useText()
  const router = useRouter()
  const pathname = usePathname()
  const query = useSearchParams().toString()
  const [open, setOpen] = useState(false)
  const [name, setName] = useState('')
  const { views, look, save, drop } = useSavedViews(listKey)
  const go = (asked: string) => {
    setOpen(false)
    router.push(asked === '' ? pathname : `${pathname}?${asked}`)
  }
  return (
    <Popover.Root
      open={open}
      onOpenChange={next => {
        if (next) look()
        setOpen(next)
      }}
    >
      <Popover.Trigger className="button">
        <Bookmark size={14} strokeWidth={1.75} aria-hidden="true" />
        {t('Views')}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover w-72 p-2" align="start" sideOffset={6} aria-label={t('Views')}>
          <ul className="max-h-64 overflow-y-auto">
            {views.map(view => (
              <li key={view.name} className="flex items-center">
                <button
                  type="button"
                  className="menu-row min-w-0 flex-1 text-left"
                  aria-current={view.query === query || undefined}
                  onClick={() => go(view.query)}
                >
                  <span className="truncate">{view.name}</span>
                </button>
                <button
                  type="button"
                  className="button button-quiet h-6 px-1"
                  aria-label={t('Forget {name}', { name: view.name })}
                  onClick={() => drop(view.name)}
                >
                  <X size={14} strokeWidth={1.75} aria-hidden="true" />
                </button>
              </li>
            ))}
            {views.length === 0 && <li className="px-2 py-1 text-text-3">{t('None yet. A view keeps filter, order, columns and namespaces.')}</li>}
          </ul>
          <form
            className="mt-1 flex gap-1.5 border-t border-line pt-2"
            onSubmit={event => {
              event.preventDefault()
              if (name.trim() === '') return
              save({ name: name.trim(), query })
              setName('')
            }}
          >
            <input
              className="field min-w-0 flex-1"
              aria-label={t('Name of the view')}
              placeholder={t('Keep this one as')}
              autoComplete="off"
              maxLength={60}
              value={name}
              onChange={event => setName(event.target.value)}
            />
            <button type="submit" className="button" disabled={name.trim() === ''}>
              {t('Keep')}
            </button>
          </form>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
