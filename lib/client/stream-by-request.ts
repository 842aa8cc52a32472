import { createLimiter } from '#domain/concurrency.ts'

/** Over plain HTTP/1.1 a browser opens six connections to a host; four streams leave room for everything else. */
const inTurn = createLimiter(4)
const turnMs = 10_000
let waiting = 0

/**
 * The answer to a request of its own, from when it begins. At most four at once: where more are asked for, each ends after
 * ten seconds or so, and who goes on waits in line again. Throws as `request` does.
 */
export function streamByRequest(request: () => Promise<Response>, signal: AbortSignal): Promise<ReadableStreamDefaultReader<string>> {
  const opened = Promise.withResolvers<ReadableStreamDefaultReader<string>>()
  waiting += 1
  const leave = (): void => opened.reject(signal.reason)
  signal.addEventListener('abort', leave)
  void inTurn(async () => {
    waiting -= 1
    signal.removeEventListener('abort', leave)
    try {
      signal.throwIfAborted()
      const response = await request()
      const reader = (response.body ?? new Blob().stream()).pipeThrough(new TextDecoderStream()).getReader()
      opened.resolve(reader)
      const timer = setInterval(() => {
        if (waiting > 0) reader.cancel().catch(() => undefined)
      }, turnMs)
      await reader.closed.finally(() => clearInterval(timer))
    } catch (thrown) {
      // Once it is open, its reader has the error.
      opened.reject(thrown)
    }
  })
  return opened.promise
}
