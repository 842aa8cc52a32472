import { useCallback, useMemo, useState } from 'react'
import type { FieldSteps } from '#domain/form/check-value.ts'
import { sameValue } from '#domain/object-diff.ts'

/** What stands in a field of a form and is no value of it yet, over the one that the object has there. */
export type UnreadText = { at: FieldSteps; over: unknown; text: string; message: string }

/** What the fields of a form hold that is in no object: it outlives the form, and nothing is sent while there is any. */
export type UnreadTexts = {
  texts: readonly UnreadText[]
  /** Whether somebody wanted to send it, and was told why not. */
  isTold: boolean
  keep: (text: UnreadText) => void
  drop: (at: FieldSteps) => void
  dropAll: () => void
  /** Whether there is any, which is told from then on. */
  refuses: () => boolean
}

const none: readonly UnreadText[] = []

export function useUnreadTexts(): UnreadTexts {
  const [texts, setTexts] = useState(none)
  const [isTold, setIsTold] = useState(false)
  const drop = useCallback((at: FieldSteps) => setTexts(now => withoutPlace(now, at)), [])
  const keep = useCallback((text: UnreadText) => setTexts(now => [...withoutPlace(now, text.at), text]), [])
  const dropAll = useCallback(() => setTexts(none), [])
  return useMemo(() => {
    const refuses = () => {
      setIsTold(texts.length > 0)
      return texts.length > 0
    }
    return { texts, isTold: isTold && texts.length > 0, keep, drop, dropAll, refuses }
  }, [texts, isTold, keep, drop, dropAll])
}

/** What stands in the field of this place over this value; a place in a list may be another one's by now. */
export function unreadAt(texts: readonly UnreadText[], at: FieldSteps, value: unknown): UnreadText | undefined {
  return texts.find(each => sameValue(each.at, at) && sameValue(each.over, value))
}

function withoutPlace(texts: readonly UnreadText[], at: FieldSteps): readonly UnreadText[] {
  return texts.some(each => sameValue(each.at, at)) ? texts.filter(each => !sameValue(each.at, at)) : texts
}
