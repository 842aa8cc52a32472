import type { GraphQLRequest, GraphQLResponse } from '#contract/graphql.ts'
import { graphqlPath } from '#contract/graphql-paths.ts'
import { wholeData } from '#domain/graphql-answer.ts'
import { requestServer } from './request.ts'

/** One query or mutation. Throws AppError for what could not be answered at all; errors of single fields are in the answer. */
export async function requestGraphql(request: GraphQLRequest, signal?: AbortSignal): Promise<GraphQLResponse> {
  const response = await requestServer(graphqlPath, { method: 'POST', body: request, signal })
  return (await response.json()) as GraphQLResponse
}

/** The data of a persisted operation. Throws AppError by its first error. */
export async function queryData<T>(operation: { id: string }, variables: Record<string, unknown>, signal?: AbortSignal): Promise<T> {
  return wholeData<T>(await requestGraphql({ id: operation.id, variables }, signal))
}
