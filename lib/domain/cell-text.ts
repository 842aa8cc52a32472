import { isRecord } from './object-diff.ts'

/** A cell as kubectl prints it: nothing for null, the first line of a text, JSON for what is neither text nor number. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value.split('\n', 1)[0] ?? ''
  return isRecord(value) || Array.isArray(value) ? JSON.stringify(value) : String(value)
}
