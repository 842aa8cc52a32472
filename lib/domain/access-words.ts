import type { Text } from './text.ts'

/** What a list of API verbs lets someone do, in the words of this product. `nothing` when none of them is known here. */
export function accessWords(verbs: Iterable<string>, t: Text): string {
  const held = new Set(verbs)
  const words = [
    (held.has('list') || held.has('get')) && t('view'),
    held.has('create') && t('create'),
    (held.has('update') || held.has('patch')) && t('edit'),
    held.has('delete') && t('delete'),
  ].filter(word => word !== false)
  return words.length === 0 ? t('nothing') : words.join(', ')
}
