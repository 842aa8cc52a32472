import { answerFrom } from './list-answer.ts'
import type { ListQuestion } from './list-question.ts'
import type { ListView, RowView } from './list-view.ts'
import type { Text } from './text.ts'

/** What became otherwise of the rows that are loaded; of one that went, as it was last. */
export type ListNews = { came: readonly RowView[]; went: readonly RowView[]; changed: readonly RowView[] }
/** How many of each. */
export type NewsCounts = { came: number; went: number; changed: number }

export const noNews: ListNews = { came: [], went: [], changed: [] }

/** How many of the news are of rows that a question shows. */
export function newsShown({ came, went, changed }: ListNews, view: ListView, question: ListQuestion, answered: ListQuestion): NewsCounts {
  const fitting = (rows: readonly RowView[]): number => (rows.length === 0 ? 0 : answerFrom({ ...view, rows: [...rows] }, question, answered).length)
  return { came: fitting(came), went: fitting(went), changed: fitting(changed) }
}

/** `3 added, 1 removed, 5 changed`; '' where there is nothing to tell. */
export function newsText({ came, went, changed }: NewsCounts, t: Text): string {
  return [
    came > 0 && t('{count} added', { count: came }),
    went > 0 && t('{count} removed', { count: went }),
    changed > 0 && t('{count} changed', { count: changed }),
  ]
    .filter(Boolean)
    .join(', ')
}
