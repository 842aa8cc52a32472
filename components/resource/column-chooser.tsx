'use client'

import { Columns3 } from 'lucide-react'
import { Popover } from 'radix-ui'
import type { TableColumn } from '#contract/kubernetes.ts'
import { useText } from '#use-text'

type Props = {
  columns: readonly TableColumn[]
  /** Names of those shown; null: those that kubectl shows without `-o wide`. */
  chosen: readonly string[] | null
  onChoose: (columns: string[] | null) => void
}

/** Which of a kind's printer columns are shown; the first choice is kubectl's. */
export function ColumnChooser({ columns, chosen, onChoose }: Props) {
  const t = useText()
  const usual = columns.filter(({ priority }) => priority <= 0).map(({ name }) => name)
  const shown = new Set(chosen ?? usual)
  const all = columns.map(({ name }) => name)
  const choose = (names: readonly string[]) => onChoose(isSame(names, usual) ? null : [...names])
  return (
    <Popover.Root>
      <Popover.Trigger className="button">
        <Columns3 size={14} strokeWidth={1.75} aria-hidden="true" />
        {t('Columns')}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover w-64 p-2" align="start" sideOffset={6} aria-label={t('Columns')}>
          <ul>
            {columns.map(({ name, description, priority }) => (
              <li key={name}>
                <label className="menu-row" title={description || undefined}>
                  <input
                    type="checkbox"
                    className="accent-accent-fill"
                    checked={shown.has(name)}
                    disabled={name === 'Name'}
                    onChange={() => choose(all.filter(each => (each === name ? !shown.has(each) : shown.has(each))))}
                  />
                  {name}
                  {priority > 0 && <span className="ml-auto text-sm text-text-3">{t('wide')}</span>}
                </label>
              </li>
            ))}
          </ul>
          <div className="mt-1 flex gap-1.5 border-t border-line pt-2">
            <button type="button" className="button flex-1" onClick={() => onChoose(null)}>
              {t('As kubectl')}
            </button>
            <button type="button" className="button flex-1" onClick={() => choose(all)}>
              {t('All columns')}
            </button>
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, index) => name === b[index])
}
