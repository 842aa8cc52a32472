import { exactInteger } from '../schema/raw-json.ts'

/** A value as JSON carries it, integers, which come as bigint, with all their digits. Throws TypeError for numbers that JSON does not know. */
export function exactValue(value: unknown): unknown {
  if (typeof value === 'bigint') return exactInteger(String(value))
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${value} is no number that Kubernetes knows.`)
  if (Array.isArray(value)) return value.map(exactValue)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, exactValue(inner)]))
}
