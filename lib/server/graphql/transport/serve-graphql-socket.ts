import { CloseCode, type Message as Frame, MessageType, validateMessage } from 'graphql-ws'
import type { Logger } from 'pino'
import type { WebSocket } from 'ws'
import type { GraphQLLimits } from '#contract/graphql.ts'
import type { Identity } from '#contract/identity.ts'
import { streamCloseCodes } from '#contract/stream-close.ts'
import { toAppError } from '#errors/app-error.ts'
import { logRefused } from '../../http/route.ts'
import type { FollowSession } from '../../session/session-signal.ts'
import { dropWhenDead } from '../../stream/drop-when-dead.ts'
import { createFrameWriter } from '../../stream/frame-writer.ts'
import type { StreamPeer } from '../../stream/serve-streams.ts'
import { refuseExcess } from '../limits/refuse.ts'
import { type GraphQL, jsonText } from '../run/graphql.ts'
import { refusalErrors } from '../run/response-errors.ts'
import { checkRequest, parseJson } from './read-request.ts'

/** `kindsTag`: of the kinds that there are for an identity (contract/headers.ts); '' where that is not known. Never throws, nor takes long. */
export type GraphQLSocketDeps = {
  logger: Logger
  graphql: GraphQL
  limits: GraphQLLimits
  followSession: FollowSession
  kindsTag: (identity: Identity) => Promise<string>
}

/** How long a client may take to begin, milliseconds. */
const initWithinMs = 10_000
/** Ids are echoed in each answer. */
const longestId = 200

/**
 * Answers the operations of one socket until either side closes, the session ends, or the server stops; then nothing is left open behind it.
 * The frames are written here and not by graphql-ws' server: an answer that many get is text already.
 */
export function serveGraphQLSocket(
  socket: WebSocket,
  { session, requestId, stopping }: StreamPeer,
  { logger, graphql, limits, followSession, kindsTag }: GraphQLSocketDeps,
): void {
  const writer = createFrameWriter(socket)
  const open = new Map<string, AbortController>()
  /** Of these, the ones that are no streams (yet). */
  const starting = new Set<AbortController>()
  const begin = setTimeout(() => end(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout'), initWithinMs)
  let count = 0
  let isBegun = false
  /** One pong answers all pings before it. */
  let isAnswering = false

  function end(code: number, reason: string): void {
    for (const operation of open.values()) operation.abort()
    socket.close(code, reason)
  }

  async function operate(id: string, payload: unknown, operation: AbortController): Promise<void> {
    const as = `${requestId}.${++count}`
    const tell = (type: MessageType, text: string): void => {
      // Whoever has completed it by themselves may use the id again.
      if (open.get(id) === operation) writer.sendText(`{"id":${JSON.stringify(id)},"type":"${type}","payload":${text}}`)
    }
    try {
      if (starting.size > limits.operationsPerSocket) throw tooMany(starting.size, limits)
      const outcome = await graphql.start(session, checkRequest(payload), { requestId: as, signal: operation.signal, refuseType: () => null })
      starting.delete(operation)
      if (outcome.is === 'stream') {
        for await (const { text } of outcome.messages) {
          tell(MessageType.Next, text)
          await writer.whenDrained()
        }
      } else if (outcome.status !== 200) return tell(MessageType.Error, JSON.stringify(JSON.parse(jsonText(outcome)).errors))
      else tell(MessageType.Next, jsonText(outcome))
      if (open.get(id) === operation) writer.sendText(JSON.stringify({ id, type: MessageType.Complete }))
    } catch (thrown) {
      logRefused(logger, { requestId: as, session, method: 'SUBSCRIBE', path: '/api/graphql' }, thrown)
      tell(MessageType.Error, JSON.stringify(refusalErrors(thrown, as)))
    }
  }

  function start(id: string, payload: unknown): void {
    const operation = new AbortController()
    open.set(id, operation)
    starting.add(operation)
    void operate(id, payload, operation).finally(() => {
      starting.delete(operation)
      if (open.get(id) === operation) open.delete(id)
    })
  }

  function take(frame: Frame): void {
    if (frame.type === MessageType.Subscribe) {
      if (!isBegun) end(CloseCode.Unauthorized, 'Unauthorized')
      else if (open.has(frame.id)) end(CloseCode.SubscriberAlreadyExists, `Subscriber for ${frame.id.slice(0, 50)} already exists`)
      else start(frame.id, frame.payload)
    } else if (frame.type === MessageType.Complete) {
      open.get(frame.id)?.abort()
      open.delete(frame.id)
    } else if (frame.type === MessageType.Ping) void pong()
    else if (frame.type === MessageType.ConnectionInit) init()
  }

  async function pong(): Promise<void> {
    if (isAnswering) return
    isAnswering = true
    const tag = await kindsTag(session.identity)
    isAnswering = false
    writer.sendText(JSON.stringify({ type: MessageType.Pong, ...(tag === '' ? {} : { payload: { kindsTag: tag } }) }))
  }

  function init(): void {
    if (isBegun) end(CloseCode.TooManyInitialisationRequests, 'Too many initialisation requests')
    else {
      isBegun = true
      clearTimeout(begin)
      writer.sendText('{"type":"connection_ack"}')
    }
  }

  socket.on('message', (data, isBinary) => {
    if (socket.readyState !== socket.OPEN) return
    const frame = isBinary ? null : readFrame(String(data), limits)
    if (frame === null) end(CloseCode.BadRequest, 'Invalid message received')
    else take(frame)
  })

  const stop = (): void => end(streamCloseCodes.stopping, 'This server stops; connect again.')
  stopping.addEventListener('abort', stop)
  const sessionEnd = followSession(session)
  const leave = (): void => {
    const isRevoked = toAppError(sessionEnd.signal.reason).code === 'SESSION_REVOKED'
    if (isRevoked) end(streamCloseCodes.sessionRevoked, 'This session was signed out.')
    else end(streamCloseCodes.sessionEnded, 'The session has ended.')
  }
  if (sessionEnd.signal.aborted) leave()
  else sessionEnd.signal.addEventListener('abort', leave)
  dropWhenDead(socket)
  // ws closes the socket by itself after an error.
  socket.on('error', () => undefined)
  socket.once('close', () => {
    clearTimeout(begin)
    sessionEnd.release()
    stopping.removeEventListener('abort', stop)
    for (const operation of open.values()) operation.abort()
  })
}

function readFrame(text: string, limits: GraphQLLimits): Frame | null {
  try {
    const frame = validateMessage(parseJson(text, limits))
    return 'id' in frame && frame.id.length > longestId ? null : frame
  } catch {
    return null
  }
}

function tooMany(value: number, { operationsPerSocket: max }: GraphQLLimits): Error {
  const what = 'The socket has too many operations open'
  return refuseExcess({ limit: 'operationsPerSocket', value, max, what, instead: 'Wait for some of them to end.' }, 'TOO_MANY_REQUESTS')
}
