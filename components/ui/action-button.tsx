'use client'

import { useId } from 'react'
import { Tooltip } from './tooltip.tsx'

type Props = {
  children: React.ReactNode
  onAct: () => void
  look?: 'plain' | 'primary' | 'danger'
  /** Why it cannot be done, or null when it can. Keeps the button focusable, so that the reason can be read. */
  denied?: string | null
  /** Key that presses it, see shell/shortcuts.tsx. */
  shortcut?: string | undefined
}

/** A button that, when it may not be used, stays where it is and says why as its accessible description. */
export function ActionButton({ children, onAct, look = 'plain', denied = null, shortcut }: Props) {
  const reasonId = useId()
  const className = `button ${look === 'primary' ? 'button-primary' : look === 'danger' ? 'button-danger' : ''}`
  if (denied === null) {
    return (
      <button type="button" className={className} data-shortcut={shortcut} onClick={onAct}>
        {children}
      </button>
    )
  }
  return (
    <>
      <Tooltip text={denied}>
        <button type="button" className={className} aria-disabled="true" aria-describedby={reasonId} onClick={event => event.preventDefault()}>
          {children}
        </button>
      </Tooltip>
      <span id={reasonId} className="sr-only">
        {denied}
      </span>
    </>
  )
}
