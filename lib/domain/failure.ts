import { AppError } from '#errors/app-error.ts'
import { type ErrorCode, isErrorCode } from '#errors/codes.ts'
import { asRecord } from './conditions.ts'

/** A failure as pages carry it from server to browser. `causes` are a Status' field errors: `spec.replicas: must be …`. */
export type Failure = { code: ErrorCode; message: string; requestId: string; causes: string[] }

/**
 * Whether something thrown is an AppError, of whichever bundle: the process and Next's pages each hold a copy of the
 * class, so `instanceof` is false for what crossed from one to the other.
 */
export function isAppError(thrown: unknown): thrown is AppError {
  return thrown instanceof Error && thrown.name === 'AppError' && 'code' in thrown && isErrorCode(thrown.code)
}

/** Anything thrown, for showing; what is unknown gives nothing away. */
export function toFailure(thrown: unknown, requestId = ''): Failure {
  const error = isAppError(thrown) ? thrown : new AppError('INTERNAL', undefined, { cause: thrown })
  return { code: error.code, message: error.message, requestId: requestId || requestIdOf(error), causes: causesOf(error) }
}

function requestIdOf(error: AppError): string {
  const id = error.details?.requestId
  return typeof id === 'string' ? id : ''
}

function causesOf(error: AppError): string[] {
  const causes = asRecord(error.details?.details)?.causes
  if (!Array.isArray(causes)) return []
  return causes.flatMap(entry => {
    const cause = asRecord(entry)
    if (typeof cause?.message !== 'string') return []
    return [typeof cause.field === 'string' ? `${cause.field}: ${cause.message}` : cause.message]
  })
}

export function isSessionFailure(code: ErrorCode): boolean {
  return [
    'UNAUTHENTICATED',
    'SESSION_INVALID',
    'SESSION_EXPIRED',
    'SESSION_REVOKED',
    'SESSION_CHANGED',
    'SHARED_ORIGIN_REFUSED',
    'CREDENTIAL_REJECTED',
    'CREDENTIAL_EXPIRED',
  ].includes(code)
}

/** Codes of what is not open to the user, or not there: nobody misses it. */
export const refusals: ReadonlySet<string> = new Set(['FORBIDDEN', 'BEYOND_LATCHKEY', 'NOT_FOUND', 'METHOD_NOT_ALLOWED'])

export function isUnreachableFailure(code: ErrorCode): boolean {
  return ['CLUSTER_UNREACHABLE', 'NOT_READY', 'TIMEOUT'].includes(code)
}
