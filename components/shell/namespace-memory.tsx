'use client'

import { X } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { Popover } from 'radix-ui'
import { rememberInBrowser } from '#client/cookies.ts'
import { useText } from '#use-text'
import { AddNamespace } from './add-namespace.tsx'

/** `more`: how many are open beside those. */
type Props = { open: readonly string[]; more: number; closed: readonly string[]; named: string[] }

/** The namespaces of someone who may not list them: those found by themselves, and those that this browser remembers. */
export function NamespaceMemory({ open, more, closed, named }: Props) {
  const t = useText()
  const router = useRouter()
  const forget = (namespace: string) => {
    rememberInBrowser(named.filter(name => name !== namespace))
    router.refresh()
  }
  return (
    <Popover.Root>
      <Popover.Trigger className="button button-quiet">
        {t('Namespaces')} <span className="font-mono">{open.length + more}</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover w-80 p-3" align="end" sideOffset={6} aria-label={t('My namespaces')}>
          <p className="mb-2 text-sm text-text-2">
            {t(
              "You may not list the cluster's namespaces. These are yours by your kubeconfig, by the rights and projects that the cluster tells of, and by what you named.",
            )}
          </p>
          <ul className="mb-3 max-h-80 overflow-y-auto">
            {[...open, ...closed].map(namespace => (
              <li key={namespace} className="flex h-7 items-center gap-2">
                <span className="truncate font-mono">{namespace}</span>
                {closed.includes(namespace) && <span className="shrink-0 text-sm text-text-3">{t('nothing open to you')}</span>}
                {named.includes(namespace) && (
                  <button
                    type="button"
                    className="button button-quiet ml-auto h-6 px-1"
                    aria-label={t('Forget {namespace}', { namespace })}
                    onClick={() => forget(namespace)}
                  >
                    <X size={14} strokeWidth={1.75} aria-hidden="true" />
                  </button>
                )}
              </li>
            ))}
            {more > 0 && <li className="text-text-3">{t('and {count} more', { count: more })}</li>}
            {open.length + closed.length === 0 && <li className="text-text-3">{t('none yet')}</li>}
          </ul>
          <AddNamespace named={named} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
