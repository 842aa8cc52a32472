import { createLineSplitter } from '#domain/line-splitter.ts'
import { requestKube } from './request.ts'

export type WatchRequest = { path: string; query: Record<string, string>; accept: string }

// Bookmarks come about once a minute; longer silence means a connection that died without a word.
const silenceLimitMs = 150_000

/**
 * One watch until the server ends it. Events of one animation frame reach `onEvents` together.
 * Throws AppError on refusal, and what `signal` was aborted with.
 */
export async function readWatch<E>(request: WatchRequest, onEvents: (events: E[]) => void, onOpen: () => void, signal: AbortSignal): Promise<void> {
  const silence = new AbortController()
  const both = AbortSignal.any([signal, silence.signal])
  const response = await requestKube(request.path, {
    query: { ...request.query, watch: '1', allowWatchBookmarks: 'true' },
    accept: request.accept,
    signal: both,
  })
  onOpen()
  const batch = createFrameBatch(onEvents)
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  const split = createLineSplitter()
  try {
    while (reader) {
      const timer = setTimeout(() => silence.abort(), silenceLimitMs)
      const { done, value } = await reader.read().finally(() => clearTimeout(timer))
      if (done) return
      for (const line of split(value)) batch.add(JSON.parse(line) as E)
    }
  } finally {
    batch.flush()
  }
}

function createFrameBatch<E>(deliver: (events: E[]) => void): { add(event: E): void; flush(): void } {
  let waiting: E[] = []
  let frame = 0
  const flush = () => {
    cancelAnimationFrame(frame)
    frame = 0
    const events = waiting
    waiting = []
    if (events.length > 0) deliver(events)
  }
  return {
    add(event) {
      waiting.push(event)
      frame ||= requestAnimationFrame(flush)
    },
    flush,
  }
}
