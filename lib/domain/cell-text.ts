import { isRecord } from './object-diff.ts'

/** A cell as kubectl prints it: nothing for null, the first line of a text and `...` for the others, JSON for what is neither text nor number. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = isRecord(value) || Array.isArray(value) ? JSON.stringify(value) : String(value)
  const end = text.search(/[\f\n\r]/)
  return end < 0 ? text : `${text.slice(0, end)}...`
}
