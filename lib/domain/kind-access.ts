import type { AccessAnswer, AccessQuestion, Capabilities } from '#contract/access.ts'
import { accessWords } from './access-words.ts'
import { resourceKey, type ServedResource } from './resource.ts'

/** What someone may do with one kind: everywhere, and beyond that in single namespaces. */
export type KindAccess = { everywhere: string[]; within: { namespace: string; verbs: string[] }[] }

/** The verbs pages speak of; `list` stands for view. */
export const shownVerbs = ['list', 'create', 'update', 'delete'] as const

export function clusterWideAccess(resource: ServedResource, capabilities: Capabilities): KindAccess {
  return { everywhere: capabilities[resourceKey(resource)] ?? [], within: [] }
}

/**
 * What to ask about namespaces: verbs not held cluster-wide. Two rounds, because most roles name whole API groups:
 * first `*` of each group, then single resources where that was denied.
 */
export function groupQuestions(resources: readonly ServedResource[], namespaces: readonly string[]): AccessQuestion[] {
  const groups = [...new Set(resources.filter(r => r.namespaced).map(r => r.group))]
  return groups.flatMap(group => namespaces.flatMap(namespace => shownVerbs.map(verb => ({ verb, group, resource: '*', namespace }))))
}

export function resourceQuestions(
  resources: readonly ServedResource[],
  namespaces: readonly string[],
  capabilities: Capabilities,
  held: ReadonlySet<string>,
): AccessQuestion[] {
  return resources
    .filter(resource => resource.namespaced)
    .flatMap(resource => {
      const everywhere = capabilities[resourceKey(resource)] ?? []
      const { group, resource: plural } = resource
      return namespaces.flatMap(namespace =>
        shownVerbs
          .filter(verb => !everywhere.includes(verb) && !held.has(answerKey({ verb, group, resource: '*', namespace })))
          .map(verb => ({ verb, group, resource: plural, namespace })),
      )
    })
}

/** Keys of the questions that were answered yes. */
export function allowedKeys(questions: readonly AccessQuestion[], answers: readonly AccessAnswer[]): Set<string> {
  return new Set(questions.filter((_, index) => answers[index]?.allowed).map(answerKey))
}

export function toKindAccess(resource: ServedResource, namespaces: readonly string[], capabilities: Capabilities, allowed: ReadonlySet<string>): KindAccess {
  const { everywhere } = clusterWideAccess(resource, capabilities)
  if (!resource.namespaced) return { everywhere, within: [] }
  const within = namespaces.map(namespace => ({
    namespace,
    verbs: shownVerbs.filter(verb => {
      const question = { verb, group: resource.group, namespace }
      return (
        !everywhere.includes(verb) &&
        (allowed.has(answerKey({ ...question, resource: '*' })) || allowed.has(answerKey({ ...question, resource: resource.resource })))
      )
    }),
  }))
  return { everywhere, within: within.filter(({ verbs }) => verbs.length > 0) }
}

/** Where a kind may be listed: null for the whole cluster, else the namespaces (none at all: an empty list). */
export function listableIn(access: KindAccess): null | string[] {
  if (access.everywhere.includes('list')) return null
  return access.within.filter(({ verbs }) => verbs.includes('list')).map(({ namespace }) => namespace)
}

/** `view` · `view, edit in shop, shop-staging` · `nothing`. Namespaces of like rights are named together. */
export function accessSentence(access: KindAccess): string {
  const parts: string[] = []
  if (access.everywhere.length > 0) parts.push(accessWords(access.everywhere))
  const byWords = new Map<string, string[]>()
  for (const { namespace, verbs } of access.within) {
    const words = accessWords(verbs)
    byWords.set(words, [...(byWords.get(words) ?? []), namespace])
  }
  for (const [words, namespaces] of byWords) parts.push(`${words} in ${namespaces.length > 3 ? `${namespaces.length} namespaces` : namespaces.join(', ')}`)
  return parts.length === 0 ? 'nothing' : parts.join('; ')
}

function answerKey({ verb, group, resource, namespace = '' }: AccessQuestion): string {
  return [verb, group, resource, namespace].join(' ')
}
