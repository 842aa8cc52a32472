import { type GraphQLRequest, type GraphQLResponse, graphqlPath } from '#contract/graphql.ts'
import { graphqlError } from '#domain/graphql-answer.ts'
import { toAppError } from '#errors/app-error.ts'
import { createEventReader } from './event-stream.ts'
import { createGraphqlSocket, type GraphQLSocket, NoSocket } from './graphql-socket.ts'
import { requestServer } from './request.ts'
import { noteSessionEnd } from './session-end.ts'
import { streamByRequest } from './stream-by-request.ts'

/** Where no socket passes (an ingress that carries no upgrades), so long passes before one is tried again. */
const withoutSocketMs = 300_000
/** The server writes a comment into a stream that is silent; longer silence means one that died without a word. */
const silenceLimitMs = 60_000

let socket: GraphQLSocket | null = null
let withoutSocketUntilMs = 0

/**
 * One subscription until the server completes it, over the tab's socket, or by a request of its own where sockets do not
 * pass. Throws AppError where it is refused or breaks, also by errors of an answer without data; and what `signal` was aborted with.
 */
export async function readSubscription(request: GraphQLRequest, onAnswer: (answer: GraphQLResponse) => void, signal: AbortSignal): Promise<void> {
  const refused = new AbortController()
  const take = (answer: GraphQLResponse): void => {
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
  }
}

async function readAnyWay(...[request, onAnswer, signal]: Parameters<GraphQLSocket['read']>): Promise<void> {
  if (Date.now() >= withoutSocketUntilMs) {
    try {
      socket ??= createGraphqlSocket()
      return await socket.read(request, onAnswer, signal)
    } catch (thrown) {
      if (!(thrown instanceof NoSocket)) throw thrown
      // Why, the browser does not tell: the session may have ended, or nothing answers at all. A request tells.
      await requestServer('/api/v1/session', { signal })
      withoutSocketUntilMs = Date.now() + withoutSocketMs
    }
  }
  return readByRequest(request, onAnswer, signal)
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
