import type { Readable, Writable } from 'node:stream'

/** Where a command reads and writes. stdout holds results only; everything said to a person goes to stderr. */
export type Terminal = {
  readonly stdout: Writable
  readonly stderr: Writable
  readonly stdin: Readable
  readonly stdinIsTty: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  /** Called instead of ending with 130 (SIGINT) or 143 (SIGTERM) while a command stays up. Gives back how to undo it. */
  onStop(stop: () => void): () => void
}

/** One line for a person. */
export function say(terminal: Terminal, text: string): void {
  terminal.stderr.write(`${text}\n`)
}

/** A result as a person or a pipe reads it; ends with a line break. */
export function print(terminal: Terminal, text: string): void {
  terminal.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
}

/** A result as one JSON line. */
export function printJson(terminal: Terminal, value: unknown): void {
  terminal.stdout.write(`${JSON.stringify(value)}\n`)
}
