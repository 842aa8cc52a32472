import { isRecord } from './object-diff.ts'

/**
 * `next`, with each part that is as it was in `before` taken from there: what shows such a part need not be made anew. Of parsed JSON.
 * By entries and not by assignment, which would lose a key named `__proto__`, as a ConfigMap may have.
 */
export function shareEqual<T>(before: unknown, next: T): T
export function shareEqual(before: unknown, next: unknown): unknown {
  if (before === next) return before
  if (Array.isArray(before) && Array.isArray(next)) {
    const items = next.map((item, index) => shareEqual(before[index], item))
    return items.length === before.length && items.every((item, index) => item === before[index]) ? before : items
  }
  if (!isRecord(before) || !isRecord(next)) return next
  const entries = Object.entries(next).map(([key, value]): [string, unknown] => [key, Object.hasOwn(before, key) ? shareEqual(before[key], value) : value])
  const isSame = Object.keys(before).length === entries.length && entries.every(([key, value]) => Object.hasOwn(before, key) && value === before[key])
  return isSame ? before : Object.fromEntries(entries)
}
