import { useEffect, useMemo, useRef, useState } from 'react'
import { followLog, type LogAsk, type LogState } from '#client/follow-log.ts'
import { type LogLine, type LogSource, mergeLines } from '#domain/log-lines.ts'

/** `chosen` names what the reader chose among the sources: another choice begins anew, and what pods come and go does not. */
export type LogChoice = { sources: readonly LogSource[]; chosen: string; previous: boolean; follow: boolean; tailLines: number }

/** More are asked by turns: a browser opens six connections to a host, and the page needs some. */
const mostStreams = 2

/** What is kept of all logs together. */
export const mostLines = 20_000

/** Lines of all the chosen logs by time, and how each log does, by `pod/container`. */
export function useLogs(namespace: string, { sources, chosen, previous, follow, tailLines }: LogChoice) {
  const [lines, setLines] = useState<readonly LogLine[]>([])
  const [states, setStates] = useState<ReadonlyMap<string, LogState>>(new Map())
  const sourcesText = JSON.stringify(sources)
  const running = useRef(new Map<string, AbortController>())
  const how = useMemo(() => ({ previous, follow, tailLines, chosen }), [previous, follow, tailLines, chosen])

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
    for (const [key, stop] of running.current) {
      if (wanted.has(key)) continue
      stop.abort()
      running.current.delete(key)
    }
    const begun = new Set([...wanted.keys()].filter(key => !running.current.has(key)))
    // What is read again begins anew, so nothing of it may stay. The last words of a pod that went do.
    setLines(now => (now.some(({ source }) => begun.has(keyOf(source))) ? now.filter(({ source }) => !begun.has(keyOf(source))) : now))
    // What is read already stays as it is when more come beside it.
    const by: LogAsk['follow'] = how.follow ? (wanted.size > mostStreams ? 'poll' : 'stream') : null
    for (const [key, source] of wanted) {
      if (running.current.has(key)) continue
      const stop = new AbortController()
      running.current.set(key, stop)
      const tell = (state: LogState): void => setStates(now => (now.get(key)?.kind === state.kind ? now : new Map(now).set(key, state)))
      // What a reader still holds when it is stopped belongs to no view.
      const batch = createBatch(added => stop.signal.aborted || setLines(now => mergeLines(now, added, mostLines)))
      void followLog({ namespace, source, previous: how.previous, tailLines: how.tailLines, follow: by }, batch, tell, stop.signal)
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
