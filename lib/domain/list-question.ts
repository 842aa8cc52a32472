import type { HealthLevelName } from '#contract/operations/list.ts'
import type { HealthLevel } from './health.ts'
import { rowOrder } from './list-order.ts'
import type { SortKey } from './list-query.ts'
import { filterRows, healthName, type ListView, type RowView, sortRows } from './list-view.ts'

/** What a page asks of a list: words, a state of health (null: any), an order (empty: by namespace, then name). */
export type ListQuestion = { search: string; health: HealthLevel | null; sortBy: SortKey[] }

export const plainQuestion: ListQuestion = { search: '', health: null, sortBy: [] }

export function isPlain({ search, health, sortBy }: ListQuestion): boolean {
  return search.trim() === '' && health === null && sortBy.length === 0
}

/** The question as variables of the operations; what is not asked is left out. */
export function questionVariables({ search, health, sortBy }: ListQuestion): { search?: string; health?: HealthLevelName[]; sortBy?: SortKey[] } {
  return {
    ...(search.trim() === '' ? {} : { search: search.trim() }),
    ...(health === null ? {} : { health: [healthName(health)] }),
    ...(sortBy.length === 0 ? {} : { sortBy }),
  }
}

/** The rows of what is loaded that answer a question, in its order. `answered`: the part that the server has answered. */
export function answerFrom({ rows, columns }: ListView, question: ListQuestion, answered: ListQuestion): readonly RowView[] {
  const found = answered.search.trim() === question.search.trim() ? rows : filterRows(rows, question.search)
  const healthy = question.health === null || question.health === answered.health ? found : found.filter(row => row.health === question.health)
  if (question.sortBy.length === 0) return sortRows(healthy)
  const order = rowOrder<RowView>(question.sortBy, columns)
  return healthy
    .map(row => ({ row, place: order.placeOf(row, () => []) }))
    .sort((a, b) => order.compare(a.place, b.place))
    .map(({ row }) => row)
}
