import { apiPath } from '#domain/api-path.ts'
import { createLimiter } from '#domain/concurrency.ts'
import { toFailure } from '#domain/failure.ts'
import { type LogLine, type LogSource, splitLog } from '#domain/log-lines.ts'
import { retryDelayMs } from '#domain/watch-retry.ts'
import { untilVisible, waitForRetry, whileVisible } from './page-visibility.ts'
import { requestKube } from './request.ts'

/** `follow` by `stream`: as it is written, on a connection of its own; by `poll`: what is new every few seconds. */
export type LogAsk = { namespace: string; source: LogSource; previous: boolean; follow: 'stream' | 'poll' | null; tailLines: number }
/** `ended`: the container writes no more. `failed`: why nothing comes. */
export type LogState = { kind: 'reading' } | { kind: 'ended' } | { kind: 'failed'; message: string }

const pollMs = 3_000
/** A browser opens six connections to a host over HTTP/1.1. */
const pollsAtOnce = createLimiter(2)

/** A log that ends again and again without a word belongs to a container that does not run. */
const emptyEndsUntilEnded = 2
const longestStep = 3

/**
 * Reads a container's log and goes on where it was after a break: the kubelet ends a log that is followed when the container ends, and
 * connections end as they do. Rests while the page is hidden. Resolves when there is no more, or `signal` aborts.
 */
export async function followLog(ask: LogAsk, onLines: (lines: LogLine[]) => void, onState: (state: LogState) => void, signal: AbortSignal): Promise<void> {
  let lastTime = ''
  let emptyEnds = 0
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    await untilVisible(signal)
    if (signal.aborted) return
    const visible = whileVisible(signal)
    try {
      const take = (lines: LogLine[]): void => {
        onState({ kind: 'reading' })
        lastTime = lines.findLast(({ time }) => time !== '')?.time ?? lastTime
        onLines(lines)
      }
      const readOn = () => readOnce(ask, lastTime, visible.signal, take)
      const read = ask.follow === 'poll' ? await pollsAtOnce(readOn) : await readOn()
      if (ask.follow === null || ask.previous) return onState({ kind: 'ended' })
      if (ask.follow === 'poll') {
        await waitForRetry(pollMs, signal)
        attempt = 0
        continue
      }
      if (read > 0) [attempt, emptyEnds] = [0, 0]
      emptyEnds += 1
      if (emptyEnds > emptyEndsUntilEnded) onState({ kind: 'ended' })
    } catch (thrown) {
      if (signal.aborted) return
      if (visible.signal.aborted) continue
      const { code, message } = toFailure(thrown)
      onState({ kind: 'failed', message })
      // What the cluster refuses it refuses again; a container that has not started yet starts, one that never ran before does not.
      if (ask.previous || code === 'FORBIDDEN' || code === 'NOT_FOUND' || code === 'BEYOND_LATCHKEY') return
    } finally {
      visible.dispose()
    }
    // No longer than 8 s: most that has no log yet is a container that starts.
    await waitForRetry(retryDelayMs(Math.min(attempt + 1, longestStep), Math.random()), signal)
  }
}

/** Where all of a container's log is that the cluster still has. */
export function wholeLogPath(namespace: string, source: LogSource, previous: boolean): string {
  const query = new URLSearchParams({ container: source.container, timestamps: 'true', ...(previous ? { previous: 'true' } : {}) })
  return `/api/k8s${logPath(namespace, source)}?${query}`
}

function logPath(namespace: string, { pod }: LogSource): string {
  return apiPath({ group: '', version: 'v1', resource: 'pods', namespace, name: pod, subresource: 'log' })
}

/** Resolves with how many lines came. */
async function readOnce(
  { namespace, source, previous, follow, tailLines }: LogAsk,
  lastTime: string,
  signal: AbortSignal,
  onLines: (lines: LogLine[]) => void,
): Promise<number> {
  const query = {
    container: source.container,
    timestamps: 'true',
    ...(previous ? { previous: 'true' } : {}),
    ...(follow === 'stream' && !previous ? { follow: 'true' } : {}),
    // The kube-apiserver knows whole seconds: what is known of that second is left out below.
    ...(lastTime === '' ? { tailLines: String(tailLines) } : { sinceTime: lastTime }),
  }
  const response = await requestKube(logPath(namespace, source), { query, accept: 'text/plain, */*', signal })
  const reader = (response.body ?? new Blob().stream()).pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  let count = 0
  const take = (text: string): void => {
    const split = splitLog(source, rest + text)
    rest = split.rest
    const lines = lastTime === '' ? split.lines : split.lines.filter(({ time }) => time === '' || time > lastTime)
    count += lines.length
    if (lines.length > 0) onLines(lines)
  }
  while (true) {
    const { done, value } = await reader.read()
    if (!done) take(value)
    else if (rest !== '') take('\n')
    if (done) return count
  }
}
