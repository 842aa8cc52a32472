import { defineOperation } from '../operations.ts'
import type { HealthLevelName } from './list.ts'

const counted = '{ group resource total health { failing warning progressing } failure { code } }'

/** How many objects there are of kinds (`plural.group`): of these in the whole cluster, of those in these namespaces. */
export const countsOperation = defineOperation(
  'Counts',
  `query Counts($everywhere: [String!], $within: [String!], $namespaces: [String!], $health: Boolean!, $hasEverywhere: Boolean!, $hasWithin: Boolean!) {
  everywhere: counts(kinds: $everywhere, health: $health) @include(if: $hasEverywhere) ${counted}
  within: counts(kinds: $within, namespaces: $namespaces, health: $health) @include(if: $hasWithin) ${counted}
}`,
)
/** `total` null: it could not be counted. `health` null: nobody looked, or nobody could. */
export type KindCount = {
  group: string
  resource: string
  total: number | null
  health: { failing: number; warning: number; progressing: number } | null
  failure: { code: string } | null
}
/** Where a user may list which kinds; what is in neither may not be listed. */
export type CountScope = { everywhere: string[]; within: string[]; namespaces: string[] }

export function countVariables(scope: CountScope, health: boolean): Record<string, unknown> {
  return { ...scope, health, hasEverywhere: scope.everywhere.length > 0, hasWithin: scope.within.length > 0 }
}

export type CountsAnswer = { everywhere?: KindCount[]; within?: KindCount[] }

const found = `{
    items { object { apiVersion kind metadata { namespace name } _health { level word } _links { page } } matched }
    total
    searched
    notSearched { kind code }
    complete
  }`

/** Objects of every custom kind by words: in the whole cluster where that may be listed, and in these namespaces. */
export const searchOperation = defineOperation(
  'Search',
  `query Search($text: String!, $first: Int!, $namespaces: [String!], $hasNamespaces: Boolean!) {
  everywhere: search(text: $text, first: $first) ${found}
  within: search(text: $text, first: $first, namespaces: $namespaces) @include(if: $hasNamespaces) ${found}
}`,
)
export type SearchItem = {
  object: {
    apiVersion: string
    kind: string
    metadata: { namespace: string | null; name: string }
    _health: { level: HealthLevelName; word: string }
    _links: { page: string }
  }
  matched: string[]
}
export type SearchResult = { items: SearchItem[]; total: number; searched: number; notSearched: { kind: string; code: string }[]; complete: boolean }
export type SearchAnswer = { everywhere: SearchResult; within?: SearchResult }
