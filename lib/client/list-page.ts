import { type ListAnswer, type ListScope, listOperation } from '#contract/operations/list.ts'
import { readAsManyAsFit } from '#domain/as-many-as-fit.ts'
import { firstPageSize, type ListQuestion, questionVariables } from '#domain/list-question.ts'
import { appendPage, type ListView, toListView } from '#domain/list-view.ts'
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

/** A list from its beginning, page after page, until there are so many rows. What was too large together once is not asked for again. */
export async function fetchRows(scope: ListScope, question: ListQuestion, most: number): Promise<ListView> {
  let page = await fetchPage(scope, question)
  let whole = page
  while (whole.cursor !== null && whole.rows.length < most) {
    page = await fetchPage(scope, question, { after: whole.cursor, first: nextPageSize(page) })
    whole = appendPage(whole, page, new Map())
  }
  return whole
}
