import { AppError } from './app-error.ts'
import type { ErrorCode } from './codes.ts'

/** What the kube-apiserver says when it refuses (meta/v1 Status), as far as we read it. */
export type KubeStatus = {
  status?: string | undefined
  message?: string | undefined
  reason?: string | undefined
  code?: number | undefined
  details?: unknown
}

const byReason: Record<string, ErrorCode> = {
  Unauthorized: 'CREDENTIAL_REJECTED',
  Forbidden: 'FORBIDDEN',
  NotFound: 'NOT_FOUND',
  AlreadyExists: 'ALREADY_EXISTS',
  Conflict: 'CONFLICT',
  Gone: 'GONE',
  Expired: 'GONE',
  Invalid: 'INVALID',
  BadRequest: 'BAD_REQUEST',
  MethodNotAllowed: 'METHOD_NOT_ALLOWED',
  NotAcceptable: 'UNSUPPORTED_MEDIA_TYPE',
  UnsupportedMediaType: 'UNSUPPORTED_MEDIA_TYPE',
  RequestEntityTooLarge: 'BODY_TOO_LARGE',
  TooManyRequests: 'TOO_MANY_REQUESTS',
  ServerTimeout: 'TIMEOUT',
  Timeout: 'TIMEOUT',
  ServiceUnavailable: 'CLUSTER_UNREACHABLE',
}

const byHttpStatus: Record<number, ErrorCode> = {
  400: 'BAD_REQUEST',
  401: 'CREDENTIAL_REJECTED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  409: 'CONFLICT',
  410: 'GONE',
  413: 'BODY_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  422: 'INVALID',
  429: 'TOO_MANY_REQUESTS',
  502: 'CLUSTER_UNREACHABLE',
  503: 'CLUSTER_UNREACHABLE',
  504: 'TIMEOUT',
}

/**
 * A Kubernetes Status as an AppError: by reason, else by HTTP status. The message is the kube-apiserver's own,
 * which was written for this very user; `details` carries its reason and causes.
 */
export function fromKubeStatus(httpStatus: number, status: KubeStatus): AppError {
  const code = (status.reason && byReason[status.reason]) || byHttpStatus[httpStatus] || 'INTERNAL'
  return new AppError(code, status.message || undefined, {
    details: { reason: status.reason ?? '', kubernetesStatus: httpStatus, ...(status.details ? { details: status.details } : {}) },
  })
}
