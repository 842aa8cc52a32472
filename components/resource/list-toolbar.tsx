'use client'

import { Columns3, Search } from 'lucide-react'

type Props = {
  filter: string
  onFilter: (text: string) => void
  wide: boolean
  onWide: (wide: boolean) => void
  count: string
  children: React.ReactNode
}

/** What narrows a list and how much of it is shown. */
export function ListToolbar({ filter, onFilter, wide, onWide, count, children }: Props) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5">
      <div className="relative">
        <Search size={14} strokeWidth={1.75} aria-hidden="true" className="absolute top-[7px] left-2 text-text-3" />
        <input
          type="search"
          className="field w-72 pl-7"
          aria-label="Filter"
          placeholder="Filter by name, cell or label=value"
          data-shortcut="/"
          value={filter}
          onChange={event => onFilter(event.target.value)}
          onKeyDown={event => {
            if (event.key !== 'Escape') return
            onFilter('')
            event.currentTarget.blur()
          }}
        />
      </div>
      {children}
      <button type="button" className={`button ${wide ? 'bg-selected' : ''}`} aria-pressed={wide} onClick={() => onWide(!wide)}>
        <Columns3 size={14} strokeWidth={1.75} aria-hidden="true" />
        All columns
      </button>
      <p className="ml-auto text-sm text-text-2">{count}</p>
    </div>
  )
}
