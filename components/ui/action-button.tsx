'use client'

import { Popover } from 'radix-ui'
import { useId } from 'react'
import { useText } from '#use-text'
import { Tooltip } from './tooltip.tsx'

type Props = {
  children: React.ReactNode
  onAct: () => void
  look?: 'plain' | 'primary' | 'danger'
  /** Why it cannot be done, or null when it can. Keeps the button focusable, so that the reason can be read. */
  denied?: string | null
  /** What stands below the reason once the button is pressed all the same: where it leads on. */
  remedy?: React.ReactNode
  /** Key that presses it, see shell/shortcuts.tsx. */
  shortcut?: string | undefined
}

/** A button that, when it may not be used, stays where it is and says why: as its accessible description, on hover, and when it is pressed. */
export function ActionButton({ children, onAct, look = 'plain', denied = null, remedy, shortcut }: Props) {
  const className = `button ${look === 'primary' ? 'button-primary' : look === 'danger' ? 'button-danger' : ''}`
  if (denied === null) {
    return (
      <button type="button" className={className} data-shortcut={shortcut} onClick={onAct}>
        {children}
      </button>
    )
  }
  return (
    <DeniedButton className={className} denied={denied} remedy={remedy}>
      {children}
    </DeniedButton>
  )
}

function DeniedButton({ children, className, denied, remedy }: { children: React.ReactNode; className: string; denied: string; remedy: React.ReactNode }) {
  const t = useText()
  const reasonId = useId()
  const reason = t.said(denied)
  return (
    <>
      <Popover.Root>
        <Tooltip text={reason}>
          <Popover.Trigger className={className} aria-disabled="true" aria-describedby={reasonId}>
            {children}
          </Popover.Trigger>
        </Tooltip>
        <Popover.Content className="popover w-80 p-3" align="end" sideOffset={6} collisionPadding={8} aria-label={t('Why not')}>
          <p>{reason}</p>
          {remedy && <p className="mt-2">{remedy}</p>}
        </Popover.Content>
      </Popover.Root>
      <span id={reasonId} className="sr-only">
        {reason}
      </span>
    </>
  )
}
