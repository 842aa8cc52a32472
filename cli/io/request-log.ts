import { say, type Terminal } from './terminal.ts'

/** Told of every answered request: `path` comes without its query, which may hold something secret. */
export type RequestLog = (method: string, path: string, outcome: string, milliseconds: number) => void

/** `-v` writes one line per request to stderr; without it nothing is written. */
export function createRequestLog(terminal: Terminal, verbose: boolean): RequestLog {
  if (!verbose) return () => {}
  return (method, path, outcome, milliseconds) => say(terminal, `${method} ${path.split('?', 1)[0]} ${outcome} in ${Math.round(milliseconds)} ms`)
}
