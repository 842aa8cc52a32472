'use client'

import { ChevronDown } from 'lucide-react'
import { Popover } from 'radix-ui'
import { Moment } from '#components/resource/moment.tsx'

type Item = { title: string; at?: number; take: () => void }
type Props = { label: string; items: readonly Item[]; empty?: string; onOpen?: () => void }

/** Operations to take into the editor. */
export function ExplorerMenu({ label, items, empty = '', onOpen }: Props) {
  return (
    <Popover.Root onOpenChange={open => open && onOpen?.()}>
      <Popover.Trigger className="button">
        {label}
        <ChevronDown size={13} strokeWidth={1.75} aria-hidden="true" />
      </Popover.Trigger>
      <Popover.Content className="popover max-h-[60vh] w-80 overflow-y-auto p-1.5" align="start" sideOffset={6} aria-label={label}>
        {items.length === 0 && <p className="p-2 text-text-2">{empty}</p>}
        <ul>
          {items.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: titles may be alike, and the list is made anew as a whole.
            <li key={index}>
              <Popover.Close className="rail-link w-full justify-between text-left" onClick={item.take}>
                <span className="truncate">{item.title}</span>
                {item.at !== undefined && (
                  <span className="shrink-0 text-sm text-text-3">
                    <Moment at={new Date(item.at).toISOString()} focusable={false} />
                  </span>
                )}
              </Popover.Close>
            </li>
          ))}
        </ul>
      </Popover.Content>
    </Popover.Root>
  )
}
