import 'server-only'
import { type SearchAnswer, type SearchItem, scopeVariables, searchOperation } from '#contract/operations/kinds.ts'
import { notLookedThrough } from '#domain/built-in-kinds.ts'
import { mergeFound } from '#domain/merge-found.ts'
import { namespaceShares } from '#domain/namespace-share.ts'
import { readPaletteText } from '#domain/palette.ts'
import { resourceKey, type ServedResource } from '#domain/resource.ts'
import { readGraphql } from './graphql.ts'
import { isOpen, kindAccess, listedKinds, listPlaces, ownNamespaces } from './kinds.ts'

/**
 * `closed`: kinds that could not be looked through, for want of rights; `left`: namespaces of the user that were not. `complete` false: it
 * was cut.
 */
export type Found = { items: SearchItem[]; total: number; searched: number; closed: number; left: number; complete: boolean }

const first = 100
/** Questions that one search may take, each about fifty namespaces at most. */
const mostQuestions = 4

/**
 * Objects by words, where the user may list them: everywhere, and in their namespaces. Of the kinds that the text begins with, as the palette
 * reads it; where nothing of them fits, the whole text is looked for in every kind that can be listed. Throws AppError.
 */
export async function searchObjects(text: string): Promise<Found> {
  const [resources, access] = await Promise.all([listedKinds(), kindAccess()])
  const { kinds, words } = readPaletteText(
    text,
    resources.map(resource => ({ ...resource, open: isOpen(resource, access) })),
  )
  const named = new Set(kinds.map(resourceKey))
  if (named.size > 0 && words !== '') {
    const found = await search(
      resources.filter(resource => named.has(resourceKey(resource))),
      words,
    )
    if (found.total > 0) return found
  }
  return search(
    resources.filter(resource => !notLookedThrough.has(resourceKey(resource))),
    text,
  )
}

async function search(resources: readonly ServedResource[], text: string): Promise<Found> {
  const [{ everywhere, within, namespaces }, { unlooked }] = await Promise.all([listPlaces(resources), ownNamespaces()])
  const { shares, left } = namespaceShares(namespaces, within.length, mostQuestions)
  const scopes = (shares.length === 0 ? [[]] : shares).map((share, index) => ({ everywhere: index === 0 ? everywhere : [], within, namespaces: share }))
  const asked = scopes.filter(scope => scope.everywhere.length + scope.within.length > 0)
  const answers = await Promise.all(asked.map(scope => readGraphql<SearchAnswer>(searchOperation, { ...scopeVariables(scope), text, first })))
  const refused = answers.flatMap(answer => (answer.everywhere?.notSearched ?? []).filter(({ code }) => code === 'FORBIDDEN'))
  const closed = resources.length - everywhere.length - within.length + refused.length
  return { ...mergeFound(answers, first), closed, left: left + unlooked.length }
}
