import type { GraphQLRequest, GraphQLResponse } from '#contract/graphql.ts'
import { graphqlPath } from '#contract/graphql-paths.ts'
import { graphqlError, wholeData } from '#domain/graphql-answer.ts'
import { toAppError } from '#errors/app-error.ts'
import type { ErrorCode } from '#errors/codes.ts'
import { createEventReader } from './event-stream.ts'
import { queryData } from './graphql-request.ts'
import { createGraphqlSocket, type GraphQLSocket, NoSocket } from './graphql-socket.ts'
import { unreachable } from './read-error.ts'
import { requestServer } from './request.ts'
import { noteSessionEnd } from './session-end.ts'
import { streamByRequest } from './stream-by-request.ts'

/** Where no socket passes (an ingress that carries no upgrades), so long passes before one is tried again. */
const withoutSocketMs = 300_000
/** The server writes a comment into a stream that is silent; longer silence means one that died without a word. */
const silenceLimitMs = 60_000

/** The server waits half a minute for a list that is being read; after that nothing comes any more. */
const firstAnswerMs = 45_000

let socket: GraphQLSocket | null = null
let withoutSocketUntilMs = 0

/**
 * One subscription until the server completes it, over the tab's socket, or by a request of its own where sockets do not
 * pass. Throws AppError where it is refused or breaks, also by errors of an answer without data; and what `signal` was aborted with.
 */
export async function readSubscription(request: GraphQLRequest, onAnswer: (answer: GraphQLResponse) => void, signal: AbortSignal): Promise<void> {
  const refused = new AbortController()
  const late = setTimeout(() => refused.abort(unreachable(new Error('no answer'))), firstAnswerMs)
  const take = (answer: GraphQLResponse): void => {
    clearTimeout(late)
    const [error] = answer.errors ?? []
    if (error && !answer.data) refused.abort(graphqlError(error))
    else onAnswer(answer)
  }
  try {
    await readAnyWay(request, take, AbortSignal.any([signal, refused.signal]))
    refused.signal.throwIfAborted()
  } catch (thrown) {
    if (signal.aborted) throw signal.reason
    const error = toAppError(refused.signal.aborted ? refused.signal.reason : thrown)
    noteSessionEnd(error)
    throw error
  } finally {
    clearTimeout(late)
  }
}

const lookEveryMs = 50
/** A socket whose other end is gone says nothing for half a minute. */
const lateMs = 10_000
/** What a request may do better: it comes to another replica, waits where it has to, and tells what became of the session. */
const worthARequest = new Set<ErrorCode>(['CLUSTER_UNREACHABLE', 'TOO_MANY_REQUESTS', 'NOT_READY', 'SESSION_EXPIRED', 'SESSION_REVOKED'])

/**
 * The data of a persisted operation over the tab's socket, while that stands: its replica is the one that follows for this tab, and so
 * holds what it asks about; another may have to read all of it first. Otherwise by a request. `patienceMs`: how long a socket that does not
 * stand yet is waited for. Throws AppError as `queryData` does.
 */
export async function queryWhereFollowed<T>(operation: { id: string }, variables: Record<string, unknown>, signal?: AbortSignal, patienceMs = 0): Promise<T> {
  const answers: GraphQLResponse[] = []
  for (let waitedMs = 0; waitedMs < patienceMs && !socket?.isOpen() && !signal?.aborted; waitedMs += lookEveryMs)
    await new Promise(resolve => setTimeout(resolve, lookEveryMs))
  if (socket?.isOpen()) {
    const late = AbortSignal.timeout(lateMs)
    try {
      await socket.read({ id: operation.id, variables }, answer => answers.push(answer), signal ? AbortSignal.any([signal, late]) : late)
    } catch (thrown) {
      signal?.throwIfAborted()
      const error = toAppError(thrown)
      if (!late.aborted && !(thrown instanceof NoSocket) && !worthARequest.has(error.code)) throw error
    }
  }
  const [answer] = answers
  return answer ? wholeData<T>(answer) : queryData<T>(operation, variables, signal)
}

async function readAnyWay(...[request, onAnswer, signal]: Parameters<GraphQLSocket['read']>): Promise<void> {
  if (Date.now() >= withoutSocketUntilMs) {
    try {
      return await readBySocket(request, onAnswer, signal)
    } catch (thrown) {
      if (!(thrown instanceof NoSocket)) throw thrown
      // Why, the browser does not tell: the session may have ended, or nothing answers at all. A request tells.
      await requestServer('/api/v1/session', { signal })
    }
    try {
      // The way may have been cut, and be whole by the time of the answer: only now is it the socket that does not pass.
      return await readBySocket(request, onAnswer, signal)
    } catch (thrown) {
      if (!(thrown instanceof NoSocket)) throw thrown
      withoutSocketUntilMs = Date.now() + withoutSocketMs
    }
  }
  return readByRequest(request, onAnswer, signal)
}

function readBySocket(...[request, onAnswer, signal]: Parameters<GraphQLSocket['read']>): Promise<void> {
  socket ??= createGraphqlSocket()
  return socket.read(request, onAnswer, signal)
}

async function readByRequest(...[request, onAnswer, signal]: Parameters<GraphQLSocket['read']>): Promise<void> {
  const silence = new AbortController()
  const both = AbortSignal.any([signal, silence.signal])
  const reader = await streamByRequest(() => requestServer(graphqlPath, { method: 'POST', accept: 'text/event-stream', body: request, signal: both }), both)
  const read = createEventReader(onAnswer)
  try {
    while (true) {
      const timer = setTimeout(() => silence.abort(), silenceLimitMs)
      const { done, value } = await reader.read().finally(() => clearTimeout(timer))
      if (done || read(value)) return
    }
  } finally {
    reader.cancel().catch(() => undefined)
  }
}
