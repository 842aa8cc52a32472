import type { ErrorCode } from '#errors/codes.ts'
import { isUnreachableFailure } from './failure.ts'
import type { Text } from './text.ts'

/** The title over a change that failed: `refused` where the answer says that nothing was done, and where none came, that nobody knows. */
export function writeFailureTitle({ code }: { code: ErrorCode }, refused: string, t: Text): string {
  return isUnreachableFailure(code) ? t('The cluster did not answer. Whether it was done is not known.') : refused
}
