import type { IncomingMessage, ServerResponse } from 'node:http'
import { OperationTypeNode } from 'graphql'
import type { Logger } from 'pino'
import type { GraphQLLimits } from '#contract/graphql.ts'
import { graphqlPath, schemaHashHeader } from '#contract/graphql-paths.ts'
import { AppError } from '#errors/app-error.ts'
import { logRefusal, pathnameOf, requireSession } from '../../http/route.ts'
import { refuseOtherSites, requireSameOrigin } from '../../http/same-origin.ts'
import type { RequestContext, Route } from '../../services.ts'
import type { FollowSession } from '../../session/session-signal.ts'
import type { Message } from '../hub/subscription.ts'
import type { RefuseType } from '../run/check-operation.ts'
import { type GraphQL, jsonText, type Outcome } from '../run/graphql.ts'
import { refusalErrors, refusalOf } from '../run/response-errors.ts'
import { type AnswerType, answerType } from './media-types.ts'
import { readAsked, readPosted } from './read-request.ts'
import { sendEvents } from './send-events.ts'

export type GraphQLRouteDeps = { logger: Logger; graphql: GraphQL; limits: GraphQLLimits; followSession: FollowSession }

/**
 * GET and POST /api/graphql as GraphQL over HTTP has it. What kept an operation from being run has an HTTP status of its own whatever
 * the media type; errors of fields stand in an answer with 200. Every answer is a GraphQL response, refusals included.
 */
export function createGraphQLRoute(deps: GraphQLRouteDeps): Route {
  return async (request, response, context) => {
    if (pathnameOf(request) !== graphqlPath) return false
    response.setHeader('X-Request-Id', context.requestId)
    try {
      await answer(request, response, context, deps)
    } catch (thrown) {
      logRefusal(deps.logger, request, context, refusalOf(thrown))
      if (response.headersSent) response.destroy()
      else refuse(request, response, context, thrown)
    }
    return true
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, context: RequestContext, deps: GraphQLRouteDeps): Promise<void> {
  const { graphql, limits, followSession } = deps
  const session = requireSession(context)
  const isPost = request.method === 'POST'
  if (!isPost && request.method !== 'GET') {
    response.setHeader('Allow', 'GET, POST')
    throw new AppError('METHOD_NOT_ALLOWED', 'This route answers GET and POST only.')
  }
  if (isPost) await requireSameOrigin(request, context)
  else await refuseOtherSites(request, context)
  const type = answerType(request.headers.accept)
  const asked = isPost ? await readPosted(request, limits) : readAsked(request, limits)
  const end = endOf(response, followSession(session))
  try {
    const lastEventId = request.headers['last-event-id']
    const outcome = await graphql.start(session, asked, {
      requestId: context.requestId,
      signal: end.signal,
      refuseType: refuseTypes(isPost, type),
      lastEventId: typeof lastEventId === 'string' ? lastEventId : undefined,
    })
    if (response.destroyed) return
    if (outcome.schema !== '') response.setHeader(schemaHashHeader, outcome.schema)
    if (outcome.is === 'stream') await sendEvents(response, endingWith(outcome.messages, end.signal, context.requestId))
    else if (type === 'text/event-stream' && outcome.status === 200) await sendEvents(response, single(outcome))
    else send(response, outcome.status, outcome.json, type)
  } finally {
    end.release()
  }
}

function refuseTypes(isPost: boolean, type: AnswerType): RefuseType {
  return asked => {
    if (asked === OperationTypeNode.MUTATION && !isPost) return new AppError('METHOD_NOT_ALLOWED', 'A mutation is sent by POST.')
    if (asked !== OperationTypeNode.SUBSCRIPTION || type === 'text/event-stream') return null
    return new AppError('BAD_REQUEST', 'A subscription is answered as events (`Accept: text/event-stream`), or over a WebSocket.')
  }
}

/** Aborts when the client goes, without a reason to tell, or when the session ends. */
function endOf(response: ServerResponse, session: ReturnType<FollowSession>): { signal: AbortSignal; release(): void } {
  const controller = new AbortController()
  const leave = (): void => controller.abort(new AppError('TIMEOUT', 'The client has gone.'))
  const end = (): void => controller.abort(session.signal.reason)
  response.once('close', leave)
  session.signal.addEventListener('abort', end)
  if (response.destroyed) leave()
  if (session.signal.aborted) end()
  return {
    signal: controller.signal,
    release() {
      session.release()
      response.off('close', leave)
      leave()
    },
  }
}

/** A stream that ends with its session says so last. */
async function* endingWith(messages: AsyncIterable<Message>, signal: AbortSignal, requestId: string): AsyncGenerator<Message, void, void> {
  yield* messages
  if (signal.aborted) yield { text: JSON.stringify({ errors: refusalErrors(signal.reason, requestId) }), token: '' }
}

async function* single(outcome: Outcome & { is: 'answer' }): AsyncGenerator<Message, void, void> {
  yield { text: jsonText(outcome), token: '' }
}

function refuse(request: IncomingMessage, response: ServerResponse, { requestId }: RequestContext, thrown: unknown): void {
  const errors = refusalErrors(thrown, requestId)
  send(response, refusalOf(thrown).status, JSON.stringify({ errors }), answerType(request.headers.accept))
}

function send(response: ServerResponse, status: number, json: string | Uint8Array, type: AnswerType): void {
  const mediaType = type === 'text/event-stream' ? 'application/json' : type
  response.setHeader('Cache-Control', 'no-store')
  response.writeHead(status, { 'Content-Type': `${mediaType}; charset=utf-8`, 'Content-Length': Buffer.byteLength(json) }).end(json)
}
