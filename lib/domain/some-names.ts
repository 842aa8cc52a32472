import type { Text } from './text.ts'

const most = 3

/** `a, b, c and 4 more`. */
export function someNames(names: readonly string[], t: Text): string {
  const shown = names.slice(0, most).join(', ')
  return names.length > most ? t('{names} and {count} more', { names: shown, count: String(names.length - most) }) : shown
}
