import { useState } from 'react'
import type { UnreadText, UnreadTexts } from '#components/form/unread-texts.ts'

/** What stands in the editor, and what was begun with. */
type Written = { text: string; begun: string; example: string; unread: readonly UnreadText[] }

/**
 * What a new object begins with: an example, or text of an earlier visit. What was written before one chose another is not lost by that.
 * A higher revision makes the editor begin anew.
 */
export function useBeginning(starter: string, text: string, setText: (text: string) => void, unread: UnreadTexts) {
  const [begun, setBegun] = useState(starter)
  const [example, setExample] = useState('')
  const [revision, setRevision] = useState(0)
  const [replaced, setReplaced] = useState<Written | null>(null)
  const put = (next: Written) => {
    const isWritten = (text !== begun && text !== starter) || unread.texts.length > 0
    setReplaced(isWritten ? { text, begun, example, unread: unread.texts } : null)
    setBegun(next.begun)
    setExample(next.example)
    setText(next.text)
    unread.dropAll()
    for (const each of next.unread) unread.keep(each)
    setRevision(revision + 1)
  }
  return {
    example,
    revision,
    beginWith: (next: string, chosen: string) => put({ text: next, begun: next, example: chosen, unread: [] }),
    takeUp: (kept: string) => put({ text: kept, begun, example, unread: [] }),
    /** Null where nothing of what was written was replaced. */
    undo: replaced && (() => put(replaced)),
  }
}
