import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'

/** Takes an answer as it comes, with the pace of `flow`. Whatever one of them throws ends the request, and is what `dispatchAnswer` rejects with. */
export type AnswerReceiver = {
  head(statusCode: number, headers: IncomingHttpHeaders, flow: AnswerFlow): void
  data(chunk: Buffer): void
  end(): void
}
/** Both may be called at any time, and again. */
export type AnswerFlow = { pause(): void; resume(): void }

export type AnswerRequest = {
  method: string
  /** Path and query of the kube-apiserver. */
  path: string
  /** Name and value alternating. */
  headers: string[]
  body: Readable | null
  /** Ends the request, whatever has come of its answer; before it has left, at once. */
  signal: AbortSignal
}

/** `dispatcher.request` without the stream in the middle, which costs more than all else for a small answer. Resolves after `end`. */
export function dispatchAnswer(dispatcher: Dispatcher, { method, path, headers, body, signal }: AnswerRequest, receiver: AnswerReceiver): Promise<void> {
  const over = Promise.withResolvers<void>()
  let started: Dispatcher.DispatchController | null = null
  // A request that waits for a connection is given up at once: whoever asked is not to wait for others.
  const abort = (): void => {
    if (started) started.abort(signal.reason)
    else over.reject(signal.reason)
  }
  const settle = (outcome: () => void): void => {
    signal.removeEventListener('abort', abort)
    outcome()
  }
  signal.addEventListener('abort', abort)
  dispatcher.dispatch(
    { method: method as Dispatcher.HttpMethod, path, headers, body },
    {
      onRequestStart(controller) {
        started = controller
        if (signal.aborted) abort()
      },
      onResponseStart(controller, statusCode, answered) {
        if (statusCode >= 200) receiver.head(statusCode, answered, controller)
      },
      onResponseData: (_, chunk) => receiver.data(chunk),
      onResponseEnd() {
        settle(() => {
          receiver.end()
          over.resolve()
        })
      },
      onResponseError: (_, error) => settle(() => over.reject(error)),
    },
  )
  if (signal.aborted) abort()
  return over.promise
}
