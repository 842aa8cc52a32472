'use client'

import { X } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { Popover } from 'radix-ui'
import { rememberInBrowser } from '#client/cookies.ts'
import { AddNamespace } from './add-namespace.tsx'

/** The namespaces this browser keeps for someone who may not list them. */
export function NamespaceMemory({ remembered }: { remembered: string[] }) {
  const router = useRouter()
  const forget = (namespace: string) => {
    rememberInBrowser(remembered.filter(name => name !== namespace))
    router.refresh()
  }
  return (
    <Popover.Root>
      <Popover.Trigger className="button button-quiet">
        Namespaces <span className="font-mono">{remembered.length}</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover w-72 p-3" align="end" sideOffset={6} aria-label="My namespaces">
          <p className="mb-2 text-sm text-text-2">You may not list the cluster's namespaces, so this browser remembers those you name.</p>
          <ul className="mb-3">
            {remembered.map(namespace => (
              <li key={namespace} className="flex h-7 items-center justify-between gap-2">
                <span className="truncate font-mono">{namespace}</span>
                <button type="button" className="button button-quiet h-6 px-1" aria-label={`Forget ${namespace}`} onClick={() => forget(namespace)}>
                  <X size={14} strokeWidth={1.75} aria-hidden="true" />
                </button>
              </li>
            ))}
            {remembered.length === 0 && <li className="text-text-3">none yet</li>}
          </ul>
          <AddNamespace remembered={remembered} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
