import { OperationTypeNode } from 'graphql'
import type { GraphQLRequest, GraphQLResponse } from '#contract/graphql.ts'
import { AppError } from '#errors/app-error.ts'
import { currentRequestId } from '../../request-context.ts'
import type { Session } from '../../services.ts'
import type { RefuseType } from './check-operation.ts'
import { type GraphQL, jsonText } from './graphql.ts'

/** A query of a page that is rendered here: the same door as from outside, without HTTP. Of plain JSON, as a browser would have it. */
export async function answerOwn(
  graphql: GraphQL,
  session: Session,
  request: GraphQLRequest,
  { requestId = currentRequestId(), signal = new AbortController().signal }: { requestId?: string; signal?: AbortSignal } = {},
): Promise<GraphQLResponse> {
  const outcome = await graphql.start(session, request, { requestId, signal, refuseType: queriesOnly })
  if (outcome.is === 'stream') throw new Error('a query was answered by a stream')
  return JSON.parse(jsonText(outcome)) as GraphQLResponse
}

const queriesOnly: RefuseType = type => (type === OperationTypeNode.QUERY ? null : new AppError('BAD_REQUEST', 'A page asks, and changes nothing.'))
