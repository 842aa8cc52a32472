import type { Capabilities } from '#contract/access.ts'
import { accessWords } from './access-words.ts'
import { resourceKey, type ServedResource } from './resource.ts'
import type { Text } from './text.ts'

/** What someone may do with one kind: everywhere, and beyond that in single namespaces. */
export type KindAccess = { everywhere: string[]; within: { namespace: string; verbs: string[] }[] }

/** The verbs pages speak of; `list` stands for view. */
export const shownVerbs = ['list', 'create', 'update', 'delete'] as const

/** `inNamespaces`: what is held in each, cluster-wide rights included. */
export function toKindAccess(resource: ServedResource, capabilities: Capabilities, inNamespaces: ReadonlyMap<string, Capabilities>): KindAccess {
  const key = resourceKey(resource)
  const everywhere = capabilities[key] ?? []
  if (!resource.namespaced) return { everywhere, within: [] }
  const within = [...inNamespaces].map(([namespace, held]) => ({
    namespace,
    verbs: shownVerbs.filter(verb => !everywhere.includes(verb) && held[key]?.includes(verb)),
  }))
  return { everywhere, within: within.filter(({ verbs }) => verbs.length > 0) }
}

/** Where a kind may be listed: null for the whole cluster, else the namespaces (none at all: an empty list). */
export function listableIn(access: KindAccess): null | string[] {
  if (access.everywhere.includes('list')) return null
  return access.within.filter(({ verbs }) => verbs.includes('list')).map(({ namespace }) => namespace)
}

/** `view` · `view, edit in shop, shop-staging` · `nothing`. Namespaces of like rights are named together. */
export function accessSentence(access: KindAccess, t: Text): string {
  const parts: string[] = []
  if (access.everywhere.length > 0) parts.push(accessWords(access.everywhere, t))
  const byWords = Map.groupBy(access.within, ({ verbs }) => accessWords(verbs, t))
  for (const [words, within] of byWords) {
    parts.push(
      t('{rights} in {namespaces}', {
        rights: words,
        namespaces: namesText(
          within.map(({ namespace }) => namespace),
          t,
        ),
      }),
    )
  }
  return parts.length === 0 ? t('nothing') : parts.join('; ')
}

/** `shop, shop-staging` · `12 namespaces`. */
export function namesText(namespaces: readonly string[], t: Text): string {
  return namespaces.length > 3 ? t('{count} namespaces', { count: namespaces.length }) : namespaces.join(', ')
}
