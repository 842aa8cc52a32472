import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { queryData } from '#client/graphql-request.ts'
import { useSettled } from '#client/use-settled.ts'
import { type SearchAnswer, scopeVariables, searchOperation } from '#contract/operations/kinds.ts'
import { type ListAnswer, listOperation } from '#contract/operations/list.ts'
import { type Failure, refusals, toFailure } from '#domain/failure.ts'
import { mergeFound } from '#domain/merge-found.ts'
import { namespaceShare } from '#domain/namespace-share.ts'
import { objectPath } from '#domain/page-path.ts'
import { lookedThrough, type PaletteKind, type PaletteText } from '#domain/palette.ts'
import { resourceKey } from '#domain/resource.ts'

/** An object that the palette offers. */
export type FoundObject = { path: string; name: string; namespace: string; kind: string; healthWord: string }

const most = 8
const settledMs = 120
const keptMs = 30_000

/**
 * Objects by words: of the kinds that the text names, else of every kind of the rail. `namespaces`: the user's own, where not all may be listed;
 * `unasked`: those that so many kinds are not asked for in. `failure`: why nothing could be looked for.
 */
export function useFoundObjects(
  asked: PaletteText,
  known: readonly PaletteKind[],
  namespaces: readonly string[],
): { objects: readonly FoundObject[]; unasked: number; isSearching: boolean; failure: Failure | null } {
  const text = useSettled(asked.words, settledMs)
  const isAsked = asked.kinds.length > 0 || text.length > 1
  const looked = useMemo(() => lookedThrough(known), [known])
  const taken = asked.kinds.length > 0 ? namespaces : namespaces.slice(0, namespaceShare(looked.length))
  const {
    data = [],
    isFetching,
    error,
  } = useQuery({
    queryKey: ['palette', asked.kinds.map(resourceKey), text, looked.map(resourceKey), taken],
    queryFn: ({ signal }) => (asked.kinds.length > 0 ? searchKinds(asked.kinds, text, taken, signal) : searchAll(text, looked, taken, signal)),
    enabled: isAsked,
    staleTime: keptMs,
    retry: false,
  })
  const failure = error && toFailure(error)
  return {
    objects: isAsked ? data : [],
    unasked: namespaces.length - taken.length,
    isSearching: isFetching || text !== asked.words,
    // Of what is not open to the user nothing is there for them.
    failure: isAsked && failure && !refusals.has(failure.code) ? failure : null,
  }
}

/** Those of each kind, as many of one as of another. Fails where no kind can be read. */
async function searchKinds(kinds: readonly PaletteKind[], search: string, namespaces: readonly string[], signal: AbortSignal): Promise<FoundObject[]> {
  const answers = await Promise.allSettled(
    kinds.map(async kind => {
      const { group, version, resource, namespaced } = kind
      const scope = namespaced && namespaces.length > 0 ? { namespaces } : {}
      const variables = { resource: { group, version, resource }, ...scope, search, first: Math.ceil(most / kinds.length) }
      const { list } = await queryData<ListAnswer>(listOperation, variables, signal)
      return list.items.map(({ _key, _health }): FoundObject => {
        const [namespace = '', name = ''] = _key.split('/')
        const path = objectPath({ group, version, resource, namespace, name })
        // A Gateway of Istio's and one of the Gateway API's have to be told apart.
        return { path, name, namespace, kind: kinds.length > 1 ? resourceKey(kind) : kind.kind, healthWord: _health.word }
      })
    }),
  )
  const found = answers.flatMap(answer => (answer.status === 'fulfilled' ? [answer.value] : []))
  const refused = answers.find(answer => answer.status === 'rejected')
  if (refused && found.length === 0) throw refused.reason
  return found.flat()
}

async function searchAll(text: string, kinds: readonly PaletteKind[], namespaces: readonly string[], signal: AbortSignal): Promise<FoundObject[]> {
  if (kinds.length === 0) return []
  const everywhere = kinds.map(resourceKey)
  const within = namespaces.length > 0 ? kinds.filter(({ namespaced }) => namespaced).map(resourceKey) : []
  const variables = scopeVariables({ everywhere, within, namespaces: [...namespaces] })
  const answer = await queryData<SearchAnswer>(searchOperation, { ...variables, text, first: most }, signal)
  const found = mergeFound([answer], 2 * most).items.map(({ object }) => ({
    path: object._links.page,
    name: object.metadata.name,
    namespace: object.metadata.namespace ?? '',
    kind: object.kind,
    healthWord: object._health.word,
  }))
  return [...new Map(found.map(each => [each.path, each])).values()].slice(0, most)
}
