import { createLineSplitter } from '#domain/line-splitter.ts'
import { createFrameBatch } from './frame-batch.ts'
import { requestKube } from './request.ts'
import { streamByRequest } from './stream-by-request.ts'
import { tabConnection } from './stream-socket.ts'

export type WatchRequest = { path: string; query: Record<string, string>; accept: string }

// Bookmarks come about once a minute; longer silence means a watch that died without a word.
const silenceLimitMs = 150_000

/**
 * One watch until the server ends it. Events of one animation frame reach `onEvents` together.
 * Throws AppError on refusal, and what `signal` was aborted with.
 */
export async function readWatch<E>(request: WatchRequest, onEvents: (events: E[]) => void, onOpen: () => void, signal: AbortSignal): Promise<void> {
  const silence = new AbortController()
  const both = AbortSignal.any([signal, silence.signal])
  const search = new URLSearchParams({ ...request.query, watch: '1', allowWatchBookmarks: 'true' })
  const reader = await openStream(`${request.path}?${search}`, request.accept, both)
  onOpen()
  const batch = createFrameBatch(onEvents)
  const split = createLineSplitter()
  try {
    while (true) {
      const timer = setTimeout(() => silence.abort(), silenceLimitMs)
      const { done, value } = await reader.read().finally(() => clearTimeout(timer))
      if (done) return
      for (const line of split(value)) batch.add(JSON.parse(line) as E)
    }
  } finally {
    batch.flush()
    // Where this side gave up, the other has to learn it; where the answer has ended or failed, nothing happens.
    reader.cancel().catch(() => undefined)
  }
}

async function openStream(path: string, accept: string, signal: AbortSignal): Promise<ReadableStreamDefaultReader<string>> {
  const connection = await tabConnection()
  signal.throwIfAborted()
  return connection ? connection.open(path, accept, signal) : streamByRequest(() => requestKube(path, { accept, signal }), signal)
}
