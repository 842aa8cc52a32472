'use client'

import { Search } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { useKinds } from '#components/shell/kinds-context.tsx'
import { PlainDialog } from '#components/ui/dialog.tsx'
import { resourceKey } from '#domain/resource.ts'
import { useText } from '#use-text'
import { CommandPalette } from './command-palette.tsx'

/** `closed`: kinds that the user may list nowhere; `namespaces`: their own, where not all may be listed; `left`: those of them that are too many. */
export type PaletteScope = { closed: readonly string[]; namespaces: readonly string[]; left: number }

const keys = 'Control+K Meta+K :'
const unknown: PaletteScope = { closed: [], namespaces: [], left: 0 }

/** Opens the command palette, by the button or by Ctrl K, ⌘ K or `:` as in k9s. What is typed right after the key is typed into it. */
export function PaletteDoor({ scope }: { scope: Promise<PaletteScope> }) {
  const t = useText()
  const { closed, namespaces, left } = useWhenKnown(scope)
  const known = useKinds()
  const kinds = useMemo(() => {
    const notOpen = new Set(closed)
    return known.filter(({ isListed }) => isListed).map(kind => ({ ...kind, open: !notOpen.has(resourceKey(kind)) }))
  }, [known, closed])
  const [open, setOpen] = useState(false)
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      const isChord = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k'
      const isColon = event.key === ':' && !event.ctrlKey && !event.metaKey && !isTyping(event.target)
      if (!isChord && !isColon) return
      event.preventDefault()
      setOpen(true)
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
  return (
    <>
      <button
        type="button"
        className="button min-w-0 max-w-80 flex-1 justify-start overflow-hidden font-normal text-text-3 sm:min-w-40"
        aria-keyshortcuts={keys}
        data-shortcut="s"
        onClick={() => setOpen(true)}
      >
        <Search size={14} strokeWidth={1.75} aria-hidden="true" className="shrink-0" />
        <span className="truncate">{t('Search or go to')}</span>
        <kbd className="kbd ml-auto hidden shrink-0 sm:inline">Ctrl K</kbd>
      </button>
      <PlainDialog open={open} onClose={() => setOpen(false)} label={t('Go to')} className="dialog palette">
        <CommandPalette kinds={kinds} namespaces={namespaces} left={left} onClose={() => setOpen(false)} />
      </PlainDialog>
    </>
  )
}

/** A palette that is open stays so when the scope comes. */
function useWhenKnown(scope: Promise<PaletteScope>): PaletteScope {
  const [known, setKnown] = useState(unknown)
  useEffect(() => {
    let isCurrent = true
    scope.then(
      told => isCurrent && setKnown(told),
      () => undefined,
    )
    return () => {
      isCurrent = false
    }
  }, [scope])
  return known
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, dialog, [contenteditable="true"]') !== null
}
