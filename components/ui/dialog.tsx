'use client'

import { useEffect, useId, useRef } from 'react'

/** `busy`: nothing closes it, since what goes on inside would go on unseen. */
type Props = { open: boolean; onClose: () => void; title: string; busy?: boolean; children: React.ReactNode }

/** A modal dialog with a heading. */
export function Dialog({ open, onClose, title, busy = false, children }: Props) {
  const titleId = useId()
  return (
    <PlainDialog open={open} onClose={onClose} busy={busy} labelledBy={titleId} className="dialog">
      <div className="p-5">
        <h2 id={titleId} className="mb-3 text-lg font-semibold">
          {title}
        </h2>
        {children}
      </div>
    </PlainDialog>
  )
}

type PlainProps = { open: boolean; onClose: () => void; busy?: boolean; label?: string; labelledBy?: string; className: string; children: React.ReactNode }

/**
 * A modal dialog as it is. The platform's own element keeps the focus inside, gives it back where it was, closes on Escape
 * and needs no style sheet made at run time, which the content policy would refuse.
 */
export function PlainDialog({ open, onClose, busy = false, label, labelledBy, className, children }: PlainProps) {
  const element = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = element.current
    if (!dialog || dialog.open === open) return
    if (open) dialog.showModal()
    else dialog.close()
  }, [open])
  return (
    <dialog
      ref={element}
      className={className}
      aria-label={label}
      aria-labelledby={labelledBy}
      closedby={busy ? 'none' : 'closerequest'}
      onCancel={event => busy && event.preventDefault()}
      // A browser that does not know closedby lets a second Escape through.
      onClose={() => (busy ? element.current?.showModal() : onClose())}
    >
      {open && children}
    </dialog>
  )
}
