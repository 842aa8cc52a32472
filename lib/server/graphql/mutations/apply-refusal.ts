import { applyConflicts } from '#domain/apply-conflicts.ts'
import { asRecord } from '#domain/conditions.ts'
import { AppError } from '#errors/app-error.ts'

/**
 * What a server-side apply is refused with, told better; other errors stay. A conflict has `conflicts` among the details of its Status:
 * whose fields they are. A field that the schema does not have is a Status 500 there, and no failure of anybody.
 */
export function applyRefusal(error: AppError): AppError {
  if (error.code === 'INTERNAL' && error.message.startsWith('failed to create typed patch object')) {
    return new AppError('INVALID', error.message, { details: { ...error.details, reason: 'Invalid' } })
  }
  const details = asRecord(error.details?.['details'])
  const conflicts = applyConflicts(details?.['causes'])
  if (error.code !== 'CONFLICT' || conflicts.length === 0) return error
  return new AppError('CONFLICT', error.message, { details: { ...error.details, details: { ...details, conflicts } } })
}
