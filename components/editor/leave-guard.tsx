'use client'

import { useEffect, useRef, useState } from 'react'
import { Dialog } from '#components/ui/dialog.tsx'

/** Asks before a link or the browser leaves a page with unsaved text. */
export function LeaveGuard({ dirty }: { dirty: boolean }) {
  const [target, setTarget] = useState<HTMLAnchorElement | null>(null)
  const allowed = useRef(false)
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
      setTarget(anchor)
    }
    addEventListener('beforeunload', onUnload)
    document.addEventListener('click', onClick, true)
    return () => {
      removeEventListener('beforeunload', onUnload)
      document.removeEventListener('click', onClick, true)
    }
  }, [dirty])
  const leave = () => {
    allowed.current = true
    setTarget(null)
    target?.click()
    allowed.current = false
  }
  return (
    <Dialog open={target !== null} onClose={() => setTarget(null)} title="Leave without saving?">
      <p className="text-text-2">Your text is kept as a draft in this tab until you close it, and offered when you edit this object again.</p>
      <div className="mt-5 flex justify-end gap-2">
        <button type="button" className="button" onClick={leave}>
          Leave
        </button>
        <button type="button" className="button button-primary" onClick={() => setTarget(null)}>
          Stay
        </button>
      </div>
    </Dialog>
  )
}
