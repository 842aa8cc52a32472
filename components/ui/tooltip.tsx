'use client'

import { Tooltip as Radix } from 'radix-ui'

/** More about an element, on hover and on focus. The trigger must be able to take the focus. */
export function Tooltip({ text, children, side = 'bottom' }: { text: React.ReactNode; children: React.ReactNode; side?: 'top' | 'bottom' | 'right' }) {
  return (
    <Radix.Root delayDuration={250}>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      {/* No portal: what a tooltip says belongs to the landmark of its trigger. */}
      <Radix.Content className="tooltip" side={side} sideOffset={5} collisionPadding={8}>
        {text}
      </Radix.Content>
    </Radix.Root>
  )
}

export function TooltipProvider({ children }: { children: React.ReactNode }) {
  return <Radix.Provider>{children}</Radix.Provider>
}
