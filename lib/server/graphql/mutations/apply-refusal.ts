import { asRecord } from '#domain/conditions.ts'
import { AppError } from '#errors/app-error.ts'

/** Fields that another manager has set, which a server-side apply without `force` would take over. Paths as `.spec.replicas`. */
export type ApplyConflict = { manager: string; fields: string[] }

/**
 * What a server-side apply is refused with, told better; other errors stay. A conflict has `conflicts` among the details of its Status:
 * whose fields they are (structured-merge-diff's merge/conflict.go writes the causes' messages, apiserver's
 * endpoints/handlers/fieldmanager the causes). A field that the schema does not have is a Status 500 there, and no failure of anybody.
 */
export function applyRefusal(error: AppError): AppError {
  if (error.code === 'INTERNAL' && error.message.startsWith('failed to create typed patch object')) {
    return new AppError('INVALID', error.message, { details: { ...error.details, reason: 'Invalid' } })
  }
  const details = asRecord(error.details?.['details'])
  const causes = details?.['causes']
  const conflicts = Array.isArray(causes) ? byManager(causes) : []
  if (error.code !== 'CONFLICT' || conflicts.length === 0) return error
  return new AppError('CONFLICT', error.message, { details: { ...error.details, details: { ...details, conflicts } } })
}

function byManager(causes: readonly unknown[]): ApplyConflict[] {
  const found = new Map<string, string[]>()
  for (const cause of causes.map(asRecord)) {
    if (cause?.['reason'] !== 'FieldManagerConflict') continue
    const manager = /^conflict with ("(?:[^"\\]|\\.)*")/.exec(String(cause['message']))?.[1] ?? '""'
    const fields = found.get(manager) ?? []
    found.set(manager, [...fields, String(cause['field'])])
  }
  return [...found].map(([quoted, fields]) => ({ manager: unquote(quoted), fields }))
}

/** Go's %q, which JSON reads but for bytes that are no text. */
function unquote(quoted: string): string {
  try {
    return JSON.parse(quoted) as string
  } catch {
    return quoted.slice(1, -1)
  }
}
