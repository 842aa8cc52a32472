import { type AppError, toAppError } from '#errors/app-error.ts'
import type { ErrorCode } from '#errors/codes.ts'
import { asRecord } from './conditions.ts'

/** A failure as pages carry it from server to browser. `causes` are a Status' field errors: `spec.replicas: must be …`. */
export type Failure = { code: ErrorCode; message: string; requestId: string; causes: string[] }

export function toFailure(thrown: unknown, requestId = ''): Failure {
  const error = toAppError(thrown)
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
  return ['UNAUTHENTICATED', 'SESSION_INVALID', 'SESSION_EXPIRED', 'CREDENTIAL_REJECTED', 'CREDENTIAL_EXPIRED'].includes(code)
}

export function isUnreachableFailure(code: ErrorCode): boolean {
  return ['CLUSTER_UNREACHABLE', 'NOT_READY', 'TIMEOUT'].includes(code)
}
