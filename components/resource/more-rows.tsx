'use client'

import { useState } from 'react'
import { pageSize } from '#client/list-page.ts'
import { toFailure } from '#domain/failure.ts'
import type { ListView } from '#domain/list-view.ts'

/** Below a list that is not all loaded: how much is, and the next page. */
export function MoreRows({ view: { rows, total }, loadMore }: { view: ListView; loadMore: () => Promise<void> }) {
  const [pending, setPending] = useState(false)
  const [thrown, setThrown] = useState<unknown>(null)
  const load = () => {
    setPending(true)
    setThrown(null)
    loadMore()
      .catch(setThrown)
      .finally(() => setPending(false))
  }
  return (
    <footer className="flex items-center gap-3 border-t border-line px-4 py-2 text-text-2">
      <span>
        {rows.length} of {total ?? 'more'} loaded; filter and order look at all of them.
      </span>
      <button type="button" className="button" disabled={pending} onClick={load}>
        {pending ? 'Loading…' : `Load ${pageSize} more`}
      </button>
      {thrown !== null && <span className="text-failing">{toFailure(thrown).message}</span>}
    </footer>
  )
}
