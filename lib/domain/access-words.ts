/** What a list of API verbs lets someone do, in the words of this product. `nothing` when none of them is known here. */
export function accessWords(verbs: Iterable<string>): string {
  const held = new Set(verbs)
  const words = [
    (held.has('list') || held.has('get')) && 'view',
    held.has('create') && 'create',
    (held.has('update') || held.has('patch')) && 'edit',
    held.has('delete') && 'delete',
  ].filter(word => word !== false)
  return words.length === 0 ? 'nothing' : words.join(', ')
}
