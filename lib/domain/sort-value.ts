import { quantitySize } from './quantity.ts'

/** What values are sorted by: numbers come before dates and texts; null is an empty one, which comes last either way. */
export type SortValue = number | bigint | string | null

const longestText = 200
const isoDate = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/
const durationUnits: Readonly<Record<string, number>> = { y: 365 * 86_400, d: 86_400, h: 3_600, m: 60, s: 1 }

/** By size for numbers and quantities, by time for dates, else by text in natural order. */
export function sortValueOf(value: unknown): SortValue {
  if (value === null || value === undefined || value === '') return null
  if (typeof value === 'number') return value
  if (typeof value === 'object') return sortValueOf(rawNumber(value) ?? JSON.stringify(value))
  const text = String(value)
  const size = quantitySize(text)
  if (size !== null) return size
  // In front of every text, and of fixed width.
  if (isoDate.test(text) && !Number.isNaN(Date.parse(text))) return `\u0001${new Date(text).toISOString()}`
  return naturalKey(text)
}

/** Seconds of what kubectl prints for a span of time (`5m30s`, apimachinery duration.HumanDuration); null for what is none. */
export function printedSeconds(text: unknown): number | null {
  if (typeof text !== 'string' || !/^(?:\d+[ydhms]){1,3}$/.test(text)) return null
  return (text.match(/\d+[ydhms]/g) ?? []).reduce((sum, part) => sum + Number.parseInt(part, 10) * (durationUnits[part.slice(-1)] ?? 0), 0)
}

/** Text whose plain order is the natural one: whatever the case, digits as numbers. */
export function naturalKey(text: string): string {
  return text
    .slice(0, longestText)
    .toLowerCase()
    .replace(/0*(\d+)/g, (_, digits: string) => (digits.length < 10 ? `${digits.length - 1}${digits}` : `9${String(digits.length).padStart(3, '0')}${digits}`))
}

export function compareSortValues(a: SortValue, b: SortValue, descending: boolean): number {
  if (a === b) return 0
  if (a === null) return 1
  if (b === null) return -1
  const isText = typeof a === 'string'
  if (isText !== (typeof b === 'string')) return isText === descending ? -1 : 1
  // Numbers and bigints compare by size.
  const order = a < b ? -1 : a > b ? 1 : 0
  return descending ? -order : order
}

/** Digits of a JSON.rawJSON; null for any other object. */
export function rawNumber(value: object): string | null {
  return JSON_.isRawJSON(value) ? value.rawJSON : null
}

// ES2026; not in the library of the compiler's target.
const JSON_ = JSON as unknown as { isRawJSON(value: unknown): value is { rawJSON: string } }
