import { AppError } from '#errors/app-error.ts'

/** What undici refuses to send at all. */
const unsendable = new Set(['UND_ERR_INVALID_ARG', 'UND_ERR_NOT_SUPPORTED'])
const timeouts = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_ABORTED_BY_TIMEOUT'])

/** A request to the kube-apiserver that got no answer, as an AppError. Those that are AppErrors already stay. */
export function fromTransportError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  const code = errorCode(thrown)
  if (unsendable.has(code)) return new AppError('BAD_REQUEST', 'The request holds a header or a path that HTTP cannot carry.', { cause: thrown })
  if (timeouts.has(code) || (thrown instanceof Error && thrown.name === 'TimeoutError'))
    return new AppError('TIMEOUT', 'The kube-apiserver did not answer in time. Try again.', { cause: thrown })
  return new AppError('CLUSTER_UNREACHABLE', undefined, { cause: thrown })
}

function errorCode(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : ''
}
