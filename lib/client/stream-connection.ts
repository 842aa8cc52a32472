import { type ClientFrame, type ServerFrame, serverFrameSchema, streamCloseCodes } from '#contract/stream.ts'
import { AppError, toAppError } from '#errors/app-error.ts'
import { errorFromBody, unreachable } from './read-error.ts'
import { requestServer } from './request.ts'
import { noteSessionEnd } from './session-end.ts'
import { createStreamBody, type StreamBody } from './stream-body.ts'

export type StreamTimes = {
  /** How long to wait for the first word of the server. */
  patienceMs: number
  /** After so much silence the server is asked for a sign; as much again means a connection that died without a word. */
  heartbeatMs: number
  /** A connection that nobody uses closes after so long: pages that follow one another share it. */
  idleMs: number
}
const usualTimes: StreamTimes = { patienceMs: 10_000, heartbeatMs: 20_000, idleMs: 5_000 }

/** One WebSocket of contract/stream.ts that the server has answered on. */
export type StreamConnection = {
  /** GET `path` of the kube-apiserver; resolves when the answer begins. Throws AppError on refusal, and what `signal` was aborted with. */
  open(path: string, accept: string, signal: AbortSignal): Promise<ReadableStreamDefaultReader<string>>
}

/** Connects. Rejects where no server of ours answers; a browser does not say why. `onEnd` is called once, after it stood. */
export function connectStreams(url: URL, protocols: string[], onEnd: () => void, times: StreamTimes = usualTimes): Promise<StreamConnection> {
  const socket = new WebSocket(url, protocols)
  const connected = Promise.withResolvers<StreamConnection>()
  const streams = new Map<number, StreamBody>()
  let lastId = 0
  let stands = false
  let heard = true
  let ended: AppError | null = null
  let idle: ReturnType<typeof setTimeout> | undefined
  const patience = setTimeout(() => end(unreachable('no answer')), times.patienceMs)
  const heartbeat = setInterval(() => {
    if (!heard) return end(unreachable('silence'))
    heard = false
    if (stands) send({ ping: true })
  }, times.heartbeatMs)

  function send(frame: ClientFrame): void {
    socket.send(JSON.stringify(frame))
  }

  /** Nothing goes through it any more. Gives the streams that were open, each of which is still to be told. */
  function leave(error: AppError): StreamBody[] {
    if (ended) return []
    ended = error
    clearTimeout(patience)
    clearTimeout(idle)
    clearInterval(heartbeat)
    // A dead connection answers no closing handshake; nobody waits for it.
    socket.close()
    connected.reject(error)
    const left = [...streams.values()]
    streams.clear()
    if (stands) onEnd()
    return left
  }

  function end(error: AppError): void {
    for (const stream of leave(error)) stream.fail(error)
  }

  /** The time of the token is over. Where the server knows the session still, there is a next one: the streams just end, and whoever wants goes on. */
  async function endWithToken(): Promise<void> {
    const left = leave(new AppError('SESSION_EXPIRED'))
    const failure = await requestServer('/api/v1/session').then(() => null, toAppError)
    for (const stream of left) {
      if (failure === null) stream.end()
      stream.fail(failure ?? unreachable('a new token'))
    }
  }

  function endWhenIdle(): void {
    idle = setTimeout(() => end(unreachable('not in use')), times.idleMs)
  }

  function forget(id: number): void {
    if (streams.delete(id) && streams.size === 0) endWhenIdle()
  }

  async function open(path: string, accept: string, signal: AbortSignal): Promise<ReadableStreamDefaultReader<string>> {
    signal.throwIfAborted()
    if (ended) throw ended
    clearTimeout(idle)
    lastId += 1
    const id = lastId
    const body = createStreamBody(signal, () => {
      send({ close: id })
      forget(id)
    })
    streams.set(id, body)
    send({ open: id, path, accept })
    return body.opened
  }

  function take(frame: ServerFrame): void {
    if ('pong' in frame) return
    // What was closed here may still have frames on the way.
    const stream = streams.get(frame.id)
    if ('text' in frame) stream?.text(frame.text)
    else if ('status' in frame) stream?.begin()
    else {
      if ('end' in frame) stream?.end()
      else stream?.fail(noted(errorFromBody(0, { error: frame.error })))
      forget(frame.id)
    }
  }

  socket.addEventListener('open', () => send({ ping: true }))
  socket.addEventListener('message', ({ data }) => {
    if (ended) return
    heard = true
    if (!stands) {
      stands = true
      clearTimeout(patience)
      endWhenIdle()
      connected.resolve({ open })
    }
    const frame = serverFrameSchema.safeParse(parseJson(data))
    if (frame.success) take(frame.data)
    else end(new AppError('INTERNAL', 'The dashboard sent something that this page does not understand. Reload the page.'))
  })
  socket.addEventListener('close', ({ code }) => {
    if (code === streamCloseCodes.sessionEnded) void endWithToken()
    else end(code === streamCloseCodes.sessionRevoked ? noted(new AppError('SESSION_REVOKED')) : unreachable(code))
  })
  return connected.promise
}

function noted(error: AppError): AppError {
  noteSessionEnd(error)
  return error
}

function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    return undefined
  }
}
