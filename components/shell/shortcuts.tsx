'use client'

import { useEffect, useState } from 'react'
import { useGo } from '#client/unsaved-text.ts'
import { Dialog } from '#components/ui/dialog.tsx'
import { english } from '#domain/text.ts'
import { useText } from '#use-text'

const list: [keys: string[], what: string][] = [
  [['?'], english('Show these shortcuts')],
  [['/'], english('Filter the list')],
  [['s'], english('Search, or go anywhere (also Ctrl K, and :)')],
  [['g', 'h'], english('Go to Home')],
  [['g', 'e'], english('Go to the API explorer')],
  [['g', 'a'], english('Go to Access')],
  [['g', 'l'], english('Go to the list of this kind')],
  [['j', 'k'], english('In a list: to the next row, the one before')],
  [['x'], english('In a list: choose the row; with shift all up to it')],
  [['c'], english('In a list: create one')],
  [['e'], english('Edit the object shown')],
  [['Ctrl M'], english('In a terminal: let Tab leave it, or give it the key back')],
  [['Esc'], english('Close a dialog, leave a field')],
]

/** Keys that work on every page outside of fields; elements take part by `data-shortcut`. */
export function Shortcuts() {
  const t = useText()
  const [open, setOpen] = useState(false)
  const go = useGo()
  useEffect(() => {
    let before = ''
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return
      const keys = before === 'g' ? `g ${event.key}` : event.key
      before = event.key
      if (keys === '?') setOpen(true)
      else if (keys === 'g h') go('/')
      else if (keys === 'g e') go('/explorer')
      else if (keys === 'g a') go('/access')
      else if (!follow(keys)) return
      event.preventDefault()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [go])
  return (
    <Dialog open={open} onClose={() => setOpen(false)} title={t('Keyboard shortcuts')}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2">
        {list.map(([keys, what]) => (
          <div key={what} className="contents">
            <dt className="flex gap-1">
              {keys.map(key => (
                <kbd key={key} className="kbd">
                  {key}
                </kbd>
              ))}
            </dt>
            <dd className="text-text-2">{t(what)}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog" className="mt-5 flex justify-end">
        <button type="submit" className="button">
          {t('Close')}
        </button>
      </form>
    </Dialog>
  )
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, dialog, [contenteditable="true"]') !== null
}

function follow(keys: string): boolean {
  const element = document.querySelector<HTMLElement>(`[data-shortcut="${CSS.escape(keys)}"]`)
  if (!element) return false
  if (element instanceof HTMLInputElement) element.select()
  element.focus()
  if (element instanceof HTMLAnchorElement || element instanceof HTMLButtonElement) element.click()
  return true
}
