'use client'

import { useState } from 'react'
import { useText } from '#use-text'

/** What a page shows of a text at first, in characters; ConfigMaps hold up to a mebibyte. */
const shownAtFirst = 2_000

/** A text as it is, or where it is longer than anybody reads its beginning and what shows the rest. */
export function LongText({ text }: { text: string }) {
  const t = useText()
  const [isWhole, setWhole] = useState(false)
  if (isWhole || text.length <= 2 * shownAtFirst) return text
  return (
    <>
      {text.slice(0, shownAtFirst)}…{' '}
      <button type="button" className="link font-sans" onClick={() => setWhole(true)}>
        {t('Show all {count} characters', { count: text.length })}
      </button>
    </>
  )
}
