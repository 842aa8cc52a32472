import { AppError, toAppError } from '../../lib/errors/app-error.ts'
import { say, type Terminal } from './terminal.ts'

/** Says on stderr what went wrong and gives the exit code. The only place that turns a failure into text. */
export function reportError(terminal: Terminal, thrown: unknown, verbose: boolean): number {
  const error = toAppError(thrown)
  say(terminal, `${prefix(error)}${error.message}`)
  if (typeof error.details?.['hint'] === 'string') say(terminal, `hint: ${error.details['hint']}`)
  if (typeof error.details?.['requestId'] === 'string') say(terminal, `request id: ${error.details['requestId']}`)
  // A failure that nobody foresaw is a fault of ours: its cause is all that helps.
  if (!(thrown instanceof AppError)) say(terminal, thrown instanceof Error ? String(verbose ? thrown.stack : thrown) : String(thrown))
  return error.exitCode
}

/** What the kube-apiserver refused reads as kubectl puts it. */
function prefix(error: AppError): string {
  const reason = error.details?.['reason']
  return typeof reason === 'string' && reason !== '' ? `Error from server (${reason}): ` : 'error: '
}

/** An AppError with one sentence on what to do next, printed on a line of its own. */
export function withHint(code: AppError['code'], message: string, hint: string, cause?: unknown): AppError {
  return new AppError(code, message, { details: { hint }, ...(cause === undefined ? {} : { cause }) })
}
