import { type ErrorCode, errorTable } from './codes.ts'

export type ErrorDetails = Record<string, unknown>

/**
 * A failure that a user may read. `message` is public: it names what happened, to what, and what to do next,
 * and holds nothing secret. The cause is for the log only.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly details: ErrorDetails | undefined

  constructor(code: ErrorCode, message?: string, options: { cause?: unknown; details?: ErrorDetails } = {}) {
    super(message ?? errorTable[code].text, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.details = options.details
  }

  /** HTTP status as the server answers it. */
  get status(): number {
    return errorTable[this.code].status
  }

  /** Exit code of the CLI. */
  get exitCode(): number {
    return errorTable[this.code].exitCode
  }
}

/** Anything thrown, as an AppError: our own stay, the unknown become INTERNAL with a text that gives nothing away. */
export function toAppError(thrown: unknown): AppError {
  return thrown instanceof AppError ? thrown : new AppError('INTERNAL', undefined, { cause: thrown })
}
