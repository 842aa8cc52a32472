import { rawNumber } from '#domain/sort-value.ts'
import { exactInteger } from '../schema/raw-json.ts'

/** Where an integer stands that a double cannot hold, and its digits. */
export type LongInteger = { path: readonly (string | number)[]; digits: string }

/** All of them in a value. */
export function findLongIntegers(value: unknown, path: readonly (string | number)[] = []): LongInteger[] {
  if (typeof value !== 'object' || value === null) return []
  const digits = rawNumber(value)
  if (digits !== null) return [{ path, digits }]
  if (Array.isArray(value)) return value.flatMap((item, index) => findLongIntegers(item, [...path, index]))
  return Object.entries(value).flatMap(([key, inner]) => findLongIntegers(inner, [...path, key]))
}

/** JSON.parse, with these integers as they were: a reviver would look at every value, ten times as long. */
export function parseWithLongIntegers(json: string, integers: readonly LongInteger[]): unknown {
  const value: unknown = JSON.parse(json)
  for (const { path, digits } of integers) {
    const [last = ''] = path.slice(-1)
    const holder = path.slice(0, -1).reduce<unknown>((held, step) => (held as Record<string | number, unknown>)[step], value)
    ;(holder as Record<string | number, unknown>)[last] = exactInteger(digits)
  }
  return value
}
