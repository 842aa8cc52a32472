'use client'

import { useEffect, useId, useRef } from 'react'

type Props = { open: boolean; onClose: () => void; title: string; children: React.ReactNode }

/**
 * A modal dialog. The platform's own element keeps the focus inside, gives it back where it was, closes on Escape
 * and needs no style sheet made at run time, which the content policy would refuse.
 */
export function Dialog({ open, onClose, title, children }: Props) {
  const element = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const dialog = element.current
    if (!dialog || dialog.open === open) return
    if (open) dialog.showModal()
    else dialog.close()
  }, [open])
  return (
    <dialog ref={element} className="dialog" aria-labelledby={titleId} onClose={onClose}>
      {open && (
        <div className="p-5">
          <h2 id={titleId} className="mb-3 text-lg font-semibold">
            {title}
          </h2>
          {children}
        </div>
      )}
    </dialog>
  )
}
