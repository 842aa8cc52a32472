import { defineOperation } from '../operations.ts'
import type { HealthLevelName } from './list.ts'

/** As `HealthLevelName`, in the words of this API's counts. */
type HealthLevel = Lowercase<HealthLevelName>

const counted = '{ group resource total health { ok progressing warning failing unknown } failure { code } }'

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
  health: Record<HealthLevel, number> | null
  failure: { code: string } | null
}
/** Where a user may list which kinds; what is in neither may not be listed. `left`: their namespaces beyond those, which are too many for one question. */
export type CountScope = { everywhere: string[]; within: string[]; namespaces: string[]; left: number }

export function countVariables(scope: CountScope, health: boolean): Record<string, unknown> {
  return { ...scopeVariables(scope), health }
}

export function scopeVariables({ everywhere, within, namespaces }: Omit<CountScope, 'left'>): Record<string, unknown> {
  return { everywhere, within, namespaces, hasEverywhere: everywhere.length > 0, hasWithin: within.length > 0 }
}

export type CountsAnswer = { everywhere?: KindCount[]; within?: KindCount[] }

const found = `{
    items { score object { apiVersion kind metadata { namespace name } _health { level word } _links { page } } matched }
    total
    searched
    notSearched { kind code }
    complete
  }`

/** Objects by words: of these kinds (`plural.group`; without them, every custom one) in the whole cluster, and of those in these namespaces. */
export const searchOperation = defineOperation(
  'Search',
  `query Search($text: String!, $first: Int!, $everywhere: [String!], $within: [String!], $namespaces: [String!], $hasEverywhere: Boolean!, $hasWithin: Boolean!) {
  everywhere: search(text: $text, first: $first, kinds: $everywhere) @include(if: $hasEverywhere) ${found}
  within: search(text: $text, first: $first, kinds: $within, namespaces: $namespaces) @include(if: $hasWithin) ${found}
}`,
)
export type SearchItem = {
  score: number
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
export type SearchAnswer = { everywhere?: SearchResult; within?: SearchResult }
