'use client'

import { useEffect, useRef, useState } from 'react'
import { listKeys, mostChosen } from '#client/list-keys.ts'
import { useNotify } from '#components/shell/notices.tsx'
import type { ListScope } from '#contract/operations/list.ts'
import { toFailure } from '#domain/failure.ts'
import type { ListQuestion } from '#domain/list-question.ts'
import type { Text } from '#domain/text.ts'
import { useText } from '#use-text'
import type { Selection } from './use-selection.ts'

/** `isOffered`: all that is loaded is chosen; what was begun then goes on. `total`: how many fit; null where nobody counted. */
type Props = { scope: ListScope; question: ListQuestion; isOffered: boolean; total: number | null; selection: Selection }

/** Beside a selection of all that is loaded of a list: takes what fits and is not loaded with it, and leaves it again. */
export function SelectUnloaded({ scope, question, isOffered, total, selection }: Props) {
  const t = useText()
  const notify = useNotify()
  const [pending, setPending] = useState(false)
  const [isCut, setCut] = useState(false)
  const stop = useRef<AbortController | null>(null)
  useEffect(() => () => stop.current?.abort(), [])
  const hasUnloaded = selection.objects.length > selection.rows.length
  const select = async () => {
    const mine = new AbortController()
    stop.current = mine
    setPending(true)
    try {
      const all = await listKeys(scope, question, mine.signal)
      if (mine.signal.aborted) return
      selection.choose(all.objects)
      setCut(all.isCut)
    } catch (thrown) {
      if (!mine.signal.aborted) notify(t('They were not selected. {reason}', { reason: t.said(toFailure(thrown).message) }))
    } finally {
      setPending(false)
    }
  }
  const act = () => (hasUnloaded ? selection.chooseLoaded() : void select())
  if (!pending && !hasUnloaded && (!isOffered || selection.rows.length >= mostChosen)) return null
  return (
    <>
      {/* Not disabled while it waits, which would take the focus from it. */}
      <button type="button" className="button button-quiet" aria-disabled={pending} onClick={pending ? undefined : act}>
        {pending ? t('Selecting…') : hasUnloaded ? t('Select only what is loaded') : offerText(total, t)}
      </button>
      {hasUnloaded && isCut && <p className="text-sm text-text-2">{t('There are more: {count} at most are selected at once.', { count: mostChosen })}</p>}
    </>
  )
}

function offerText(total: number | null, t: Text): string {
  if (total === null) return t('Select all, loaded or not')
  return total > mostChosen
    ? t('Select the first {count} of {total}, loaded or not', { count: mostChosen, total })
    : t('Select all {count}, loaded or not', { count: total })
}
