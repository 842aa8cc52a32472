import { type ListAnswer, type ListScope, listOperation } from '#contract/operations/list.ts'
import { type ListQuestion, questionVariables } from '#domain/list-question.ts'
import { type ListView, toListView } from '#domain/list-view.ts'
import { queryData } from './graphql-request.ts'

export const pageSize = 500

/** One page of a list, the first where `after` is null. Throws AppError. */
export async function fetchPage(scope: ListScope, question: ListQuestion, after: string | null, signal?: AbortSignal): Promise<ListView> {
  const variables = { ...scope, ...questionVariables(question), first: pageSize, after }
  return toListView((await queryData<ListAnswer>(listOperation, variables, signal)).list)
}
