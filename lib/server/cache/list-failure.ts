import { AppError } from '#errors/app-error.ts'
import type { ErrorCode } from '#errors/codes.ts'

/** What makes no sense to try again soon. */
export class Refused extends Error {
  readonly code: ErrorCode
  constructor(code: ErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
/** The resource version is too old: the list has to be read anew. */
export class Expired extends Error {}
/** The kube-apiserver does not stream the state at the beginning of a watch (KEP-3157). */
export class NoStreamedList extends Error {}

const hopeless = new Set<ErrorCode>([
  'FORBIDDEN',
  'BEYOND_LATCHKEY',
  'TAKING_UP',
  'NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'IDENTITY_REFUSED',
  'BAD_REQUEST',
  'INVALID',
])

/** Why a list is not to be had for now; null for what passes by itself. */
export function refusalOf(thrown: unknown): Refused | null {
  if (thrown instanceof Refused) return thrown
  if (!(thrown instanceof AppError) || (!hopeless.has(thrown.code) && !isOurOwnLimit(thrown))) return null
  return new Refused(thrown.code, `Not cached: ${thrown.message}`)
}

/** The kube-apiserver's own 429 says so in its details, and passes. */
function isOurOwnLimit({ code, details }: AppError): boolean {
  return code === 'TOO_MANY_REQUESTS' && details === undefined
}
