'use client'

import { useState } from 'react'
import { nextPageSize } from '#client/list-page.ts'
import { toFailure } from '#domain/failure.ts'
import type { ListView } from '#domain/list-view.ts'
import { useText } from '#use-text'

type Props = {
  view: ListView
  loadMore: () => Promise<number>
  /** Told how many rows came. */
  onLoaded: (count: number) => void
}

/** Below a list that is not all loaded: how much is, and the next page. */
export function MoreRows({ view, loadMore, onLoaded }: Props) {
  const { rows, total } = view
  const t = useText()
  const [pending, setPending] = useState(false)
  const [thrown, setThrown] = useState<unknown>(null)
  const load = () => {
    setPending(true)
    setThrown(null)
    loadMore()
      .then(onLoaded, setThrown)
      .finally(() => setPending(false))
  }
  return (
    <footer className="flex items-center gap-3 border-t border-line px-4 py-2 text-text-2">
      <span>
        {total === null
          ? t('{loaded} of more loaded; filter and order look at all of them.', { loaded: rows.length })
          : t('{loaded} of {total} loaded; filter and order look at all of them.', { loaded: rows.length, total })}
      </span>
      {/* Not disabled while it waits, which would take the focus from it. */}
      <button type="button" className="button" aria-disabled={pending} onClick={pending ? undefined : load}>
        {t('Load {count} more', { count: nextPageSize(view) })}
      </button>
      {thrown !== null && <span className="text-failing">{t.said(toFailure(thrown).message)}</span>}
    </footer>
  )
}
