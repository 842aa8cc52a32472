import type { WebSocket } from 'ws'
import { type ClientFrame, clientFrameSchema, maxOpenStreams } from '#contract/stream.ts'
import { streamCloseCodes } from '#contract/stream-close.ts'
import { AppError, toAppError } from '#errors/app-error.ts'
import type { Session } from '../services.ts'
import type { FollowSession } from '../session/session-signal.ts'
import { dropWhenDead } from './drop-when-dead.ts'
import { createFrameWriter } from './frame-writer.ts'
import { type RelayDeps, refuseStream, relayStream } from './relay-stream.ts'

const tooMany = `One socket carries ${maxOpenStreams} streams at once. Close some of them.`

export type StreamDeps = RelayDeps & { followSession: FollowSession }
export type StreamPeer = { session: Session; requestId: string; stopping: AbortSignal }

/** Answers the frames of one tab until either side closes, the session ends, or the server stops. Then nothing is left open behind it. */
export function serveStreams(socket: WebSocket, { session, requestId, stopping }: StreamPeer, deps: StreamDeps): void {
  const writer = createFrameWriter(socket)
  const open = new Map<number, AbortController>()

  function end(code: number, reason: string): void {
    for (const stream of open.values()) stream.abort()
    socket.close(code, reason)
  }

  function start({ open: id, path, accept }: Extract<ClientFrame, { open: number }>): void {
    const stream = { id, path, accept, requestId: `${requestId}.${id}`, session, writer }
    if (open.has(id)) end(streamCloseCodes.badFrame, `The id ${id} is open already.`)
    else if (open.size >= maxOpenStreams) refuseStream(stream, new AppError('TOO_MANY_REQUESTS', tooMany), deps.logger)
    else {
      const controller = new AbortController()
      open.set(id, controller)
      void relayStream({ ...stream, signal: controller.signal }, deps).finally(() => {
        // A client may use an id again as soon as it has closed it.
        if (open.get(id) === controller) open.delete(id)
      })
    }
  }

  socket.on('message', (data, isBinary) => {
    if (socket.readyState !== socket.OPEN) return
    if (isBinary) return end(streamCloseCodes.notText, 'Frames are JSON text.')
    const frame = parseFrame(String(data))
    if (frame === null) return end(streamCloseCodes.badFrame, 'The frame is none of latchkey.stream.v1.')
    if ('open' in frame) start(frame)
    else if ('close' in frame) {
      open.get(frame.close)?.abort()
      open.delete(frame.close)
    } else writer.send({ pong: true })
  })

  const stop = (): void => end(streamCloseCodes.stopping, 'This server stops; connect again.')
  stopping.addEventListener('abort', stop)
  const sessionEnd = deps.followSession(session)
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
    sessionEnd.release()
    stopping.removeEventListener('abort', stop)
    for (const stream of open.values()) stream.abort()
  })
}

function parseFrame(text: string): ClientFrame | null {
  try {
    return clientFrameSchema.parse(JSON.parse(text))
  } catch {
    return null
  }
}
