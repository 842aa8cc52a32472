import { type ListKeysAnswer, type ListScope, listKeysOperation } from '#contract/operations/list.ts'
import { readAsManyAsFit } from '#domain/as-many-as-fit.ts'
import { type ListQuestion, questionVariables } from '#domain/list-question.ts'
import { placeOfKey } from '#domain/list-view.ts'
import type { BulkObject } from './bulk-act.ts'
import { queryWhereFollowed } from './subscription.ts'

/** Objects that are chosen at once beyond what is loaded: each is asked about and changed by itself. */
export const mostChosen = 2_000
const pageSize = 500

/**
 * What fits a question, loaded or not, in its order: the first `mostChosen`. `isCut`: there is more. Throws AppError, and what `signal` was
 * aborted with.
 */
export async function listKeys(scope: ListScope, question: ListQuestion, signal: AbortSignal): Promise<{ objects: BulkObject[]; isCut: boolean }> {
  const variables = { ...scope, ...questionVariables(question) }
  const found = new Map<string, BulkObject>()
  let after: string | null = null
  let fitting = pageSize
  do {
    const behind: string | null = after
    const { list }: ListKeysAnswer = await readAsManyAsFit(Math.min(fitting, mostChosen - found.size), first => {
      // What was too large together once is not asked for again: each time the cluster reads all of it before that is known.
      fitting = first
      return queryWhereFollowed<ListKeysAnswer>(listKeysOperation, { ...variables, first, after: behind }, signal)
    })
    for (const { _key, metadata } of list.items) found.set(_key, { key: _key, ...placeOfKey(_key), uid: metadata.uid })
    after = list.pageInfo.endCursor
  } while (after !== null && found.size < mostChosen)
  return { objects: [...found.values()], isCut: after !== null }
}
