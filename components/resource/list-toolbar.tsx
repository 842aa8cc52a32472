'use client'

import { CircleHelp, Search } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useId } from 'react'
import { english } from '#domain/text.ts'
import { useText } from '#use-text'

type Props = {
  filter: string
  onFilter: (text: string) => void
  /** What of the filter cannot be asked, as sentences. */
  problems: readonly string[]
  count: string
  children: React.ReactNode
}

/** What narrows a list and how much of it is shown. */
export function ListToolbar({ filter, onFilter, problems, count, children }: Props) {
  const t = useText()
  const problemId = useId()
  return (
    <div className="px-4 py-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="relative flex items-center">
          <Search size={14} strokeWidth={1.75} aria-hidden="true" className="absolute top-[7px] left-2 text-text-3" />
          <input
            type="search"
            className="field w-80 max-w-[80vw] pl-7"
            aria-label={t('Filter')}
            aria-invalid={problems.length > 0}
            aria-describedby={problems.length > 0 ? problemId : undefined}
            placeholder={t('name, Ready=False, app=web, Age<1h')}
            autoComplete="off"
            spellCheck={false}
            data-shortcut="/"
            value={filter}
            onChange={event => onFilter(event.target.value)}
            onKeyDown={event => {
              if (event.key !== 'Escape') return
              onFilter('')
              event.currentTarget.blur()
            }}
          />
          <FilterHelp />
        </div>
        {children}
        <p className="ml-auto text-sm text-text-2">{count}</p>
      </div>
      {problems.length > 0 && (
        <ul id={problemId} className="mt-1 text-sm text-failing">
          {problems.map(problem => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
    </div>
  )
}

const help: [example: string, what: string][] = [
  ['reviews shop', english('words, in name, namespace, cells or labels')],
  ['Ready=False', english('a column: = != > >= < <=, ~ has in it, ^ begins with')],
  ['Age<1h', english('created within the hour; Age>7d older than a week')],
  ['app=web', english('a label; label:app,tier!=db any selector of kubectl')],
  ['.spec.hosts~example', english('a field of the object, by its path')],
  ['has:.spec.tls no:Ready', english('whether there is a value')],
  ['"Desired Replicas">3', english('quotes where there are blanks or signs')],
]

function FilterHelp() {
  const t = useText()
  return (
    <Popover.Root>
      <Popover.Trigger className="button button-quiet ml-0.5 px-1.5" aria-label={t('How to filter')}>
        <CircleHelp size={14} strokeWidth={1.75} aria-hidden="true" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover w-[420px] max-w-[92vw] p-3" align="start" sideOffset={6} aria-label={t('How to filter')}>
          <p className="mb-2 text-sm text-text-2">{t('Terms apart by blanks; all of them have to hold, for every object, loaded or not.')}</p>
          <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1.5">
            {help.map(([example, what]) => (
              <div key={example} className="contents">
                <dt className="font-mono text-sm whitespace-nowrap">{example}</dt>
                <dd className="text-sm text-text-2">{t(what)}</dd>
              </div>
            ))}
          </dl>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
