import { type Client, createClient, type FormattedExecutionResult, type SubscribePayload } from 'graphql-ws/client'
import type { GraphQLRequest, GraphQLResponse } from '#contract/graphql.ts'
import { graphqlPath } from '#contract/graphql-paths.ts'
import { proofProtocolPrefix } from '#contract/headers.ts'
import { streamCloseCodes } from '#contract/stream-close.ts'
import { isAppError } from '#domain/failure.ts'
import { graphqlError } from '#domain/graphql-answer.ts'
import { AppError } from '#errors/app-error.ts'
import { withBase } from './base.ts'
import { noteKindsTag } from './kinds-tag.ts'
import { pageProof } from './page-proof.ts'
import { unreachable } from './read-error.ts'
import { requestServer } from './request.ts'

/** How long to wait for the socket to open, for the server's first word, and for its answer to a ping. */
const patienceMs = 10_000
/** After so much silence the server is asked for a sign. */
const heartbeatMs = 20_000
/** A socket without a subscription closes after so long: pages that follow one another share it. */
const idleMs = 5_000

/** The socket did not come to stand, for whatever reason: a browser does not say. */
export class NoSocket extends Error {}

/** The one socket of this tab for subscriptions (graphql-transport-ws), opened when first needed. */
export type GraphQLSocket = {
  /** One subscription until the server completes it. Throws NoSocket, AppError, and what `signal` was aborted with. */
  read(request: GraphQLRequest, onAnswer: (answer: GraphQLResponse) => void, signal: AbortSignal): Promise<void>
  /** Whether it stands at the moment. */
  isOpen(): boolean
}

export function createGraphqlSocket(): GraphQLSocket {
  let stands = false
  let isOpen = false
  let silence: ReturnType<typeof setTimeout> | undefined
  let opening: ReturnType<typeof setTimeout> | undefined
  const hear = (): void => clearTimeout(silence)
  const client: Client = createClient({
    url: socketUrl,
    webSocketImpl: withProof(),
    lazyCloseTimeout: idleMs,
    connectionAckWaitTimeout: patienceMs,
    keepAlive: heartbeatMs,
    // Whoever follows tries again by itself, with pauses of its own.
    retryAttempts: 0,
    on: {
      connecting() {
        stands = false
        // Something on the way may take the request and never answer it.
        clearTimeout(opening)
        opening = setTimeout(() => client.terminate(), patienceMs)
      },
      opened: () => clearTimeout(opening),
      connected() {
        stands = true
        isOpen = true
      },
      ping(received) {
        hear()
        if (!received) silence = setTimeout(() => client.terminate(), patienceMs)
      },
      pong(received, payload) {
        if (received) noteKindsTag(payload?.['kindsTag'])
      },
      message: hear,
      closed() {
        isOpen = false
        clearTimeout(opening)
        hear()
      },
    },
  })

  return {
    isOpen: () => isOpen,
    read(request, onAnswer, signal) {
      const ended = Promise.withResolvers<void>()
      if (signal.aborted) return Promise.reject(signal.reason)
      const leave = client.subscribe(toPayload(request), {
        // What is thrown out of here would end the socket, and with it all that the tab follows.
        next(answer) {
          try {
            onAnswer(toAnswer(answer))
          } catch (thrown) {
            leave()
            ended.reject(thrown)
          }
        },
        error: thrown => ended.reject(stands || Array.isArray(thrown) ? thrown : new NoSocket()),
        complete: () => ended.resolve(),
      })
      const abort = (): void => {
        leave()
        ended.reject(signal.reason)
      }
      signal.addEventListener('abort', abort)
      return ended.promise
        .finally(() => signal.removeEventListener('abort', abort))
        .catch(async thrown => {
          if (signal.aborted || thrown instanceof NoSocket) throw thrown
          const error = await whyEnded(thrown)
          if (error) throw error
        })
    },
  }
}

/** Why a subscription ended, from its refusal or the closing of the socket; null where it may go on at once. */
async function whyEnded(thrown: unknown): Promise<AppError | null> {
  if (isAppError(thrown)) return thrown
  const [refusal] = Array.isArray(thrown) ? thrown : []
  if (refusal) return graphqlError({ ...refusal, extensions: { code: '', requestId: '', ...refusal.extensions } })
  const code = thrown !== null && typeof thrown === 'object' && 'code' in thrown ? thrown.code : undefined
  if (code === streamCloseCodes.sessionRevoked) return new AppError('SESSION_REVOKED')
  if (code !== streamCloseCodes.sessionEnded) return unreachable(thrown)
  // The time of the token is over. Where the server knows the session still, there is a next one.
  await requestServer('/api/v1/session')
  return null
}

function socketUrl(): string {
  const url = new URL(withBase(graphqlPath), location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return url.href
}

/** A WebSocket that offers the proof of this page beside the protocol: a browser lets a page set no header. */
function withProof(): typeof WebSocket {
  return class extends WebSocket {
    constructor(url: string | URL, protocols: string | string[] = []) {
      const proof = pageProof()
      super(url, [protocols, proof === '' ? [] : proofProtocolPrefix + proof].flat())
    }
  }
}

// graphql-ws wants a text; of a persisted operation the id stands for it.
function toPayload({ query, id, operationName, variables, extensions }: GraphQLRequest): SubscribePayload {
  return { query: query ?? '', operationName, variables, extensions: id === undefined ? extensions : { ...extensions, id } }
}

function toAnswer(answer: FormattedExecutionResult<Record<string, unknown>, unknown>): GraphQLResponse {
  return answer as GraphQLResponse
}
