import type { Text } from './text.ts'

/** As many as a person looks through; directories put people in hundreds. */
const mostNamed = 12

/** The groups of a user in words: the first ones by name, of the others how many there are. */
export function groupsText(groups: readonly string[], t: Text): string {
  if (groups.length === 0) return t('no groups')
  const more = groups.length - mostNamed
  const named = groups.slice(0, mostNamed).join(', ')
  return more > 0 ? t('{groups} and {count} more', { groups: named, count: more }) : named
}
