import type { GraphQLRequest } from '#contract/graphql.ts'
import type { Operation } from '#contract/operations.ts'
import { AppError } from '#errors/app-error.ts'

/** The text of what a request asks to run. Throws OPERATION_UNKNOWN, BAD_REQUEST. */
export type OperationTexts = (request: Pick<GraphQLRequest, 'id' | 'query'>) => string

/** `isAdHocAllowed` false: nothing is run but the operations of our own pages, by id or by their very text. */
export function createOperationTexts(operations: readonly Operation[], isAdHocAllowed: boolean): OperationTexts {
  const byId = new Map(operations.map(({ id, text }) => [id, text]))
  const texts = new Set(byId.values())
  if (byId.size !== operations.length) throw new Error('two persisted operations have the same id')
  return ({ id, query }) => {
    if (id !== undefined) {
      const text = byId.get(id)
      if (text === undefined) throw new AppError('OPERATION_UNKNOWN')
      if (query !== undefined && query !== text) throw new AppError('BAD_REQUEST', 'A request has either `id` or `query`.')
      return text
    }
    if (query === undefined) throw new AppError('BAD_REQUEST', 'The request names no operation: it has to have `query`, or `id` of a persisted one.')
    if (!isAdHocAllowed && !texts.has(query))
      throw new AppError('OPERATION_UNKNOWN', 'This installation runs the operations of its own pages only; documents of your own are turned off.')
    return query
  }
}
