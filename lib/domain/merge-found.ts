import type { SearchAnswer, SearchItem, SearchResult } from '#contract/operations/kinds.ts'

/** What several searches found, the best `first` first: no kind is in both halves of an answer, and no namespace in two of them. */
export function mergeFound(answers: readonly SearchAnswer[], first: number): Omit<SearchResult, 'notSearched'> {
  const wide = answers.flatMap(({ everywhere }) => everywhere ?? [])
  const near = answers.flatMap(({ within }) => within ?? [])
  const all = [...wide, ...near]
  const searchedIn = (results: readonly SearchResult[]): number => Math.max(0, ...results.map(({ searched }) => searched))
  return {
    items: all
      .flatMap(({ items }) => items)
      .sort(compareItems)
      .slice(0, first),
    total: all.reduce((sum, { total }) => sum + total, 0),
    searched: searchedIn(wide) + searchedIn(near),
    complete: all.every(({ complete }) => complete),
  }
}

function compareItems(a: SearchItem, b: SearchItem): number {
  const order = ({ object: { kind, metadata } }: SearchItem): string => [kind, metadata.namespace ?? '', metadata.name].join('\n')
  return b.score - a.score || a.object.metadata.name.length - b.object.metadata.name.length || (order(a) < order(b) ? -1 : 1)
}
