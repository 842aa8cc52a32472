'use client'

import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useNoteUnsaved } from '#client/unsaved-text.ts'
import { useHeldSteps } from '#client/use-held-steps.ts'
import { Dialog } from '#components/ui/dialog.tsx'
import { english } from '#domain/text.ts'
import { useText } from '#use-text'

/** What becomes of unsaved text when its page is left. A Secret's is not left in the tab; what the form cannot take yet is in no draft. */
export type Fate = 'kept' | 'secret' | 'partly'

const words: Record<Fate, string> = {
  kept: english('Your text is kept as a draft in this tab until you close it, and offered when you come back to it.'),
  secret: english('The text of a Secret is kept nowhere: it is lost when you leave.'),
  partly: english('What the form cannot take yet is lost when you leave. The rest is kept as a draft in this tab until you close it.'),
}

/** Asks before a link, a key, a step back or the browser leaves a page with unsaved text. */
export function LeaveGuard({ dirty, fate }: { dirty: boolean; fate: Fate }) {
  const t = useText()
  const [go, setGo] = useState<(() => void) | null>(null)
  const allowed = useRef(false)
  const ask = useCallback((next: () => void) => setGo(() => next), [])
  useNoteUnsaved(useMemo(() => (dirty ? { ask, isKept: fate === 'kept' } : null), [dirty, fate, ask]))
  useHeldSteps(dirty ? ask : null)
  useEffect(() => {
    if (!dirty) return
    const onUnload = (event: BeforeUnloadEvent) => {
      if (!allowed.current) event.preventDefault()
    }
    const onClick = (event: MouseEvent) => {
      const anchor = event.target instanceof Element ? event.target.closest('a') : null
      const elsewhere = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || anchor?.target === '_blank'
      if (!anchor || elsewhere || allowed.current || anchor.getAttribute('href')?.startsWith('#')) return
      event.preventDefault()
      event.stopPropagation()
      ask(() => anchor.click())
    }
    addEventListener('beforeunload', onUnload)
    document.addEventListener('click', onClick, true)
    return () => {
      removeEventListener('beforeunload', onUnload)
      document.removeEventListener('click', onClick, true)
    }
  }, [dirty, ask])
  const leave = () => {
    allowed.current = true
    setGo(null)
    go?.()
    allowed.current = false
  }
  return (
    <Dialog open={go !== null} onClose={() => setGo(null)} title={t('Leave without saving?')}>
      <p className="text-text-2">{t(words[fate])}</p>
      <div className="mt-5 flex justify-end gap-2">
        <button type="button" className="button" onClick={leave}>
          {t('Leave')}
        </button>
        <button type="button" className="button button-primary" onClick={() => setGo(null)}>
          {t('Stay')}
        </button>
      </div>
    </Dialog>
  )
}
