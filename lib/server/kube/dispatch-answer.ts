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
  /** Ends the request, whatever has come of its answer. */
  signal: AbortSignal
}

/** `dispatcher.request` without the stream in the middle, which costs more than all else for a small answer. Resolves after `end`. */
export function dispatchAnswer(dispatcher: Dispatcher, { method, path, headers, body, signal }: AnswerRequest, receiver: AnswerReceiver): Promise<void> {
  const over = Promise.withResolvers<void>()
  let abort = (): void => undefined
  const settle = (outcome: () => void): void => {
    signal.removeEventListener('abort', abort)
    outcome()
  }
  dispatcher.dispatch(
    { method: method as Dispatcher.HttpMethod, path, headers, body },
    {
      onRequestStart(controller) {
        abort = () => controller.abort(signal.reason)
        if (signal.aborted) abort()
        else signal.addEventListener('abort', abort)
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
  return over.promise
}
