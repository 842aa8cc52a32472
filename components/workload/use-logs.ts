import { useEffect, useMemo, useRef, useState } from 'react'
import { followLog, type LogAsk, type LogState } from '#client/follow-log.ts'
import { type LogLine, type LogSource, mergeLines } from '#domain/log-lines.ts'

export type LogChoice = { sources: readonly LogSource[]; previous: boolean; follow: boolean; tailLines: number }

/** More are asked by turns: a browser opens six connections to a host, and the page needs some. */
const mostStreams = 2

/** What is kept of all logs together. */
export const mostLines = 20_000

/** Lines of all the chosen logs by time, and how each log does, by `pod/container`. */
export function useLogs(namespace: string, { sources, previous, follow, tailLines }: LogChoice) {
  const [lines, setLines] = useState<readonly LogLine[]>([])
  const [states, setStates] = useState<ReadonlyMap<string, LogState>>(new Map())
  const sourcesText = JSON.stringify(sources)
  const running = useRef(new Map<string, AbortController>())
  const by: LogAsk['follow'] = follow ? (sources.length > mostStreams ? 'poll' : 'stream') : null
  const how = useMemo(() => ({ previous, follow: by, tailLines }), [previous, by, tailLines])

  // biome-ignore lint/correctness/useExhaustiveDependencies: another question begins anew.
  useEffect(() => {
    const started = running.current
    setLines([])
    setStates(new Map())
    return () => {
      for (const stop of started.values()) stop.abort()
      started.clear()
    }
  }, [namespace, how])

  useEffect(() => {
    const wanted = new Map((JSON.parse(sourcesText) as LogSource[]).map(source => [keyOf(source), source]))
    const isRead = ({ source }: LogLine): boolean => running.current.has(keyOf(source))
    for (const [key, stop] of running.current) {
      if (wanted.has(key)) continue
      stop.abort()
      running.current.delete(key)
    }
    // What is read again begins anew, so nothing of it may stay.
    setLines(now => (now.every(isRead) ? now : now.filter(isRead)))
    for (const [key, source] of wanted) {
      if (running.current.has(key)) continue
      const stop = new AbortController()
      running.current.set(key, stop)
      const tell = (state: LogState): void => setStates(now => (now.get(key)?.kind === state.kind ? now : new Map(now).set(key, state)))
      // What a reader still holds when it is stopped belongs to no view.
      const batch = createBatch(added => stop.signal.aborted || setLines(now => mergeLines(now, added, mostLines)))
      void followLog({ namespace, source, ...how }, batch, tell, stop.signal)
    }
  }, [namespace, sourcesText, how])

  return { lines, states }
}

function keyOf({ pod, container }: LogSource): string {
  return `${pod}/${container}`
}

/** Many pieces that come together are one change of the page. */
function createBatch(write: (lines: LogLine[]) => void): (lines: LogLine[]) => void {
  let waiting: LogLine[] = []
  return lines => {
    if (waiting.length === 0)
      requestAnimationFrame(() => {
        const all = waiting
        waiting = []
        write(all)
      })
    waiting = waiting.concat(lines)
  }
}
