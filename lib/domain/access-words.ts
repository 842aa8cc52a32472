import type { Capabilities } from '#contract/access.ts'
import { actedSubresources, subresourceKey } from './acted-subresources.ts'
import { resourceKey, type ServedResource } from './resource.ts'
import type { Text } from './text.ts'

/** What a list of API verbs lets someone do, in the words of this product. `nothing` when none of them is known here. */
export function accessWords(verbs: Iterable<string>, t: Text): string {
  const words = verbWords(verbs, t)
  return words.length === 0 ? t('nothing') : words.join(', ')
}

/** The same of all that is held of a kind, with what is done by its subresources; '' for nothing. */
export function heldWords(resource: Pick<ServedResource, 'group' | 'resource' | 'subresources'>, held: Capabilities, t: Text): string {
  const acted = actedSubresources(resource)
  const may = (subresource: (typeof acted)[number], ...verbs: string[]): boolean =>
    acted.includes(subresource) && verbs.every(verb => held[subresourceKey(resource, subresource)]?.includes(verb))
  const bySubresource = [
    may('log', 'get') && t('logs'),
    // Which of the two is asked for depends on the version of the kube-apiserver.
    may('exec', 'create', 'get') && t('exec'),
    may('scale', 'patch') && t('scale'),
  ]
  return [...verbWords(held[resourceKey(resource)] ?? [], t), ...bySubresource.filter(word => word !== false)].join(', ')
}

function verbWords(verbs: Iterable<string>, t: Text): string[] {
  const held = new Set(verbs)
  const words = [
    (held.has('list') || held.has('get')) && t('view'),
    held.has('create') && t('create'),
    (held.has('update') || held.has('patch')) && t('edit'),
    held.has('delete') && t('delete'),
  ]
  return words.filter(word => word !== false)
}
