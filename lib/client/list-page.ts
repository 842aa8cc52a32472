import { type ListAnswer, type ListScope, listOperation } from '#contract/operations/list.ts'
import { readAsManyAsFit } from '#domain/as-many-as-fit.ts'
import { firstPageSize, type ListQuestion, questionVariables } from '#domain/list-question.ts'
import { type ListView, toListView } from '#domain/list-view.ts'
import { queryWhereFollowed } from './subscription.ts'

const pageSize = 500
const fewRows = 10

/** How many more of a list are asked for: what began with fewer than it might have is of large objects. */
export function nextPageSize({ rows }: ListView): number {
  return rows.length < firstPageSize ? Math.max(1, rows.length) : pageSize
}

/** Of these as many as are known to be there; where nobody counted, as many as tell that there are some. */
export function rowsToCome(view: ListView): number {
  return Math.min(nextPageSize(view), view.total === null ? fewRows : Math.max(0, view.total - view.rows.length))
}

/** One page of a list, the first where `after` is null. Throws AppError. */
export async function fetchPage(
  scope: ListScope,
  question: ListQuestion,
  { after = null, first = pageSize, signal }: { after?: string | null; first?: number; signal?: AbortSignal } = {},
): Promise<ListView> {
  const variables = { ...scope, ...questionVariables(question), after }
  return readAsManyAsFit(first, async count =>
    toListView((await queryWhereFollowed<ListAnswer>(listOperation, { ...variables, first: count }, signal)).list, Date.now()),
  )
}
