'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { Dialog } from '#components/ui/dialog.tsx'

const list: [keys: string[], what: string][] = [
  [['?'], 'Show these shortcuts'],
  [['/'], 'Filter the list'],
  [['s'], 'Search every kind'],
  [['g', 'h'], 'Go to Home'],
  [['g', 'a'], 'Go to the API explorer'],
  [['g', 'l'], 'Go to the list of this kind'],
  [['e'], 'Edit the object shown'],
  [['Esc'], 'Close a dialog, leave a field'],
]

/** Keys that work on every page outside of fields; elements take part by `data-shortcut`. */
export function Shortcuts() {
  const [open, setOpen] = useState(false)
  const router = useRouter()
  useEffect(() => {
    let before = ''
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return
      const keys = before === 'g' ? `g ${event.key}` : event.key
      before = event.key
      if (keys === '?') setOpen(true)
      else if (keys === 'g h') router.push('/')
      else if (keys === 'g a') router.push('/explorer')
      else if (!follow(keys)) return
      event.preventDefault()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [router])
  return (
    <Dialog open={open} onClose={() => setOpen(false)} title="Keyboard shortcuts">
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
            <dd className="text-text-2">{what}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog" className="mt-5 flex justify-end">
        <button type="submit" className="button">
          Close
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
