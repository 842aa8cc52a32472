/** As many as a person looks through; directories put people in hundreds. */
const mostNamed = 12

/** The groups of a user in words: the first ones by name, of the others how many there are. */
export function groupsText(groups: readonly string[]): string {
  if (groups.length === 0) return 'no groups'
  const more = groups.length - mostNamed
  return groups.slice(0, mostNamed).join(', ') + (more > 0 ? ` and ${more.toLocaleString('en')} more` : '')
}
