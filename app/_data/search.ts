import 'server-only'
import { type SearchAnswer, type SearchItem, searchOperation } from '#contract/operations/kinds.ts'
import { readGraphql } from './graphql.ts'
import { knownNamespaces } from './namespaces.ts'

/** `closed`: kinds that could not be looked through, for want of rights. `complete` false: it was cut. */
export type Found = { items: SearchItem[]; total: number; searched: number; closed: number; complete: boolean }

const first = 100
// As of the home page: each namespace costs a review for each kind.
const askedNamespaceLimit = 10

/** Objects of every custom kind by words, where the user may list them: everywhere, and in the namespaces this browser remembers. Throws AppError. */
export async function searchObjects(text: string): Promise<Found> {
  const { remembered, listable } = await knownNamespaces()
  const namespaces = listable ? [] : remembered.slice(0, askedNamespaceLimit)
  const { everywhere, within } = await readGraphql<SearchAnswer>(searchOperation, { text, first, namespaces, hasNamespaces: namespaces.length > 0 })
  const seen = new Set(everywhere.items.map(pageOf))
  const more = (within?.items ?? []).filter(item => !seen.has(pageOf(item)))
  return {
    items: [...everywhere.items, ...more],
    total: Math.max(everywhere.total + more.length, within?.total ?? 0),
    searched: Math.max(everywhere.searched, within?.searched ?? 0),
    closed: new Set((within ?? everywhere).notSearched.filter(({ code }) => code === 'FORBIDDEN').map(({ kind }) => kind)).size,
    complete: everywhere.complete && within?.complete !== false,
  }
}

function pageOf({ object }: SearchItem): string {
  return object._links.page
}
