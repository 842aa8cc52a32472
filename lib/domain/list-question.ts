import type { HealthLevelName } from '#contract/operations/list.ts'
import type { HealthLevel } from './health.ts'
import type { FieldFilter } from './list-query.ts'
import type { RowSortKey } from './list-state.ts'
import { healthName } from './list-view.ts'

/** What a page asks of a list. `search`: words; `health` null: any; `sortBy` empty: by namespace, then name. */
export type ListQuestion = { search: string; labelSelector: string; where: FieldFilter[]; health: HealthLevel | null; sortBy: RowSortKey[] }

/** Rows of a list that was just opened or asked: as many as anybody sees at once, and a fifth of the time of a whole page. */
export const firstPageSize = 100

export const plainQuestion: ListQuestion = { search: '', labelSelector: '', where: [], health: null, sortBy: [] }

export function isPlain(question: ListQuestion): boolean {
  return !isNarrowing(question) && question.sortBy.length === 0
}

/** Whether it leaves objects out. */
export function isNarrowing({ search, labelSelector, where, health }: ListQuestion): boolean {
  return search.trim() !== '' || labelSelector !== '' || where.length > 0 || health !== null
}

/** The question as variables of the operations; what is not asked is left out. */
export function questionVariables({ search, labelSelector, where, health, sortBy }: ListQuestion): {
  search?: string
  labelSelector?: string
  where?: FieldFilter[]
  health?: HealthLevelName[]
  sortBy?: RowSortKey[]
} {
  return {
    ...(search.trim() === '' ? {} : { search: search.trim() }),
    ...(labelSelector === '' ? {} : { labelSelector }),
    ...(where.length === 0 ? {} : { where }),
    ...(health === null ? {} : { health: [healthName(health)] }),
    ...(sortBy.length === 0 ? {} : { sortBy }),
  }
}
