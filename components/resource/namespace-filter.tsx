'use client'

import { ChevronDown } from 'lucide-react'
import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { Popover } from 'radix-ui'
import { useEffect, useState } from 'react'
import { rememberInBrowser } from '#client/cookies.ts'
import { Rich } from '#components/text/rich.tsx'
import { isNamespaceName, rememberNamespaces } from '#domain/namespace-memory.ts'
import type { Text } from '#domain/text.ts'
import { useText } from '#use-text'

export type NamespaceFilterProps = {
  /** To choose from. */
  open: readonly string[]
  /** Those that this browser remembers. */
  named: string[]
  selected: string[]
  /** Whether the whole cluster may be listed; else no choice means all of one's own. */
  everywhere: boolean
}

const shownAtOnce = 100

/** Which namespaces a list is of. The choice lives in the address; a name typed here that is in no list is remembered. */
export function NamespaceFilter({ open, named, selected: inAddress, everywhere }: NamespaceFilterProps) {
  const t = useText()
  const { selected, choose } = useChoice(inAddress)
  const router = useRouter()
  const [text, setText] = useState('')
  const names = [...new Set([...open, ...selected])].sort()
  const found = names.filter(name => name.includes(text))
  const isNew = isNamespaceName(text) && !names.includes(text)
  const all = everywhere ? t('All namespaces') : t.count(open.length, 'My {count} namespace', 'My {count} namespaces')
  const shown = selected.length === 0 ? all : selectedText(selected, t)
  const toggle = (name: string) => choose(selected.includes(name) ? selected.filter(each => each !== name) : [...selected, name])
  const add = () => {
    if (!isNew) return
    setText('')
    choose([...selected, text])
    if (everywhere) return
    rememberInBrowser(rememberNamespaces(named, [text]))
    router.refresh()
  }
  return (
    <Popover.Root onOpenChange={() => setText('')}>
      <Popover.Trigger className="button max-w-72 font-normal" aria-label={t('Namespaces: {namespaces}', { namespaces: shown })}>
        <span className="truncate">{shown}</span>
        <ChevronDown size={14} strokeWidth={1.75} aria-hidden="true" className="text-text-3" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover w-72 p-2" align="start" sideOffset={6} aria-label={t('Namespaces')}>
          <form
            onSubmit={event => {
              event.preventDefault()
              add()
            }}
          >
            <input
              className="field w-full font-mono"
              aria-label={t('Find a namespace, or name another')}
              placeholder={t('Find, or name another')}
              autoComplete="off"
              spellCheck={false}
              value={text}
              onChange={event => setText(event.target.value.trim())}
            />
            {isNew && (
              <button type="submit" className="button mt-1.5 w-full justify-start">
                <Rich text={t('Add {namespace}')} values={{ namespace: <span className="font-mono">{text}</span> }} />
              </button>
            )}
          </form>
          <label className="menu-row mt-1.5">
            <input
              type="checkbox"
              className="accent-accent-fill"
              checked={selected.length === 0}
              disabled={selected.length === 0}
              onChange={() => choose([])}
            />
            {all}
          </label>
          <ul className="mt-1 max-h-72 overflow-y-auto border-t border-line pt-1">
            {found.slice(0, shownAtOnce).map(name => (
              <li key={name}>
                <label className="menu-row font-mono">
                  <input type="checkbox" className="accent-accent-fill" checked={selected.includes(name)} onChange={() => toggle(name)} />
                  <span className="truncate">{name}</span>
                </label>
              </li>
            ))}
          </ul>
          {found.length === 0 && <p className="px-2 py-1 text-text-3">{t('None of these is called so.')}</p>}
          {found.length > shownAtOnce && (
            <p className="px-2 py-1 text-sm text-text-3">{t('{count} more: type a part of the name.', { count: found.length - shownAtOnce })}</p>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

/** Writes the choice into the address and leaves the rest of it as it is. */
function useChoice(inAddress: readonly string[]): { selected: readonly string[]; choose: (namespaces: readonly string[]) => void } {
  const router = useRouter()
  const pathname = usePathname()
  const asked = useSearchParams()
  // What was chosen shows at once; the page follows.
  const [selected, setSelected] = useState(inAddress)
  const text = inAddress.join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same names are the same choice.
  useEffect(() => setSelected(inAddress), [text])
  const choose = (namespaces: readonly string[]): void => {
    setSelected(namespaces)
    const query = new URLSearchParams(asked)
    query.delete('namespace')
    for (const namespace of [...namespaces].sort()) query.append('namespace', namespace)
    router.push(query.size === 0 ? pathname : `${pathname}?${query}`)
  }
  return { selected, choose }
}

function selectedText(selected: readonly string[], t: Text): string {
  return selected.length > 2 ? t('in {count} namespaces', { count: selected.length }) : t('in {namespaces}', { namespaces: selected.join(', ') })
}
