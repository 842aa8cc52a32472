/** The answer to one request on a shared connection, as it comes in frames. */
export type StreamBody = {
  /** Resolves when the answer begins; rejects with what it failed by, or what `signal` was aborted with. */
  readonly opened: Promise<ReadableStreamDefaultReader<string>>
  begin(): void
  text(text: string): void
  end(): void
  fail(error: unknown): void
}

/** `onLeave` is called once where this side wants no more of it: `signal` aborted, or the reader was cancelled. */
export function createStreamBody(signal: AbortSignal, onLeave: () => void): StreamBody {
  const opened = Promise.withResolvers<ReadableStreamDefaultReader<string>>()
  let sink: ReadableStreamDefaultController<string> | null = null
  const readable = new ReadableStream<string>({
    start(controller) {
      sink = controller
    },
    cancel: reason => leave(reason),
  })

  function settle(): ReadableStreamDefaultController<string> | null {
    signal.removeEventListener('abort', abort)
    const last = sink
    sink = null
    return last
  }
  function fail(error: unknown): void {
    settle()?.error(error)
    opened.reject(error)
  }
  function leave(reason: unknown): void {
    if (sink === null) return
    fail(reason)
    onLeave()
  }
  function abort(): void {
    leave(signal.reason)
  }
  signal.addEventListener('abort', abort)
  return {
    opened: opened.promise,
    begin: () => opened.resolve(readable.getReader()),
    text: text => sink?.enqueue(text),
    end: () => settle()?.close(),
    fail,
  }
}
