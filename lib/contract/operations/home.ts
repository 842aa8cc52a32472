import type { KubeObject } from '../kubernetes.ts'
import { defineOperation } from '../operations.ts'
import type { HealthLevelName } from './list.ts'
import type { Reference } from './object.ts'

/** Objects of one kind that do not do well, or whose controller has not caught up, the worst first. */
export const attentionOperation = defineOperation(
  'Attention',
  `query Attention($resource: ResourceInput!, $namespaces: [String!], $first: Int!) {
  list(resource: $resource, namespaces: $namespaces, health: [FAILING, WARNING, PROGRESSING], sortBy: [{field: HEALTH}], first: $first) {
    items { _key _health { level word detail } metadata { creationTimestamp } }
  }
}`,
)
export type AttentionAnswer = {
  list: { items: { _key: string; _health: { level: HealthLevelName; word: string; detail: string }; metadata: { creationTimestamp: string | null } }[] }
}

/** Those last seen since, by the one field that tells of it: which, depends on the client library of who reported them. */
const warnings = (time: string, absent: readonly string[]): string => `list(
    resource: {resource: "events", version: "v1"}
    namespaces: $namespaces
    where: [{path: ".type", value: "Warning"}, {path: "${time}", op: GE, value: $since}${absent.map(path => `, {path: "${path}", op: ABSENT}`).join('')}]
    sortBy: [{path: "${time}", descending: true}]
    first: $first
  ) { items { _raw } total }`

/** Events of the cluster that warn, the newest first: repeated ones as core/v1 has them and as events.k8s.io has them, and single ones of the latter. */
export const warningsOperation = defineOperation(
  'Warnings',
  `query Warnings($namespaces: [String!], $since: JSON!, $first: Int!) {
  counted: ${warnings('.lastTimestamp', ['.series.lastObservedTime'])}
  series: ${warnings('.series.lastObservedTime', [])}
  single: ${warnings('.metadata.creationTimestamp', ['.lastTimestamp', '.series.lastObservedTime'])}
}`,
)
type SomeWarnings = { items: { _raw: KubeObject }[]; total: number | null }
export type WarningsAnswer = { counted: SomeWarnings; series: SomeWarnings; single: SomeWarnings }

const changed = `{
    items { time manager operation paths reference { group version kind resource namespace name } }
    total
    perMinute { minute count }
    notSearched { kind code }
    complete
  }`

/** What was changed lately of kinds (`plural.group`), as `countsOperation` takes them, without what controllers write all the time. */
export const recentChangesOperation = defineOperation(
  'RecentChanges',
  `query RecentChanges($everywhere: [String!], $within: [String!], $namespaces: [String!], $since: DateTime!, $first: Int!, $hasEverywhere: Boolean!, $hasWithin: Boolean!) {
  everywhere: changes(kinds: $everywhere, since: $since, status: false, first: $first) @include(if: $hasEverywhere) ${changed}
  within: changes(kinds: $within, namespaces: $namespaces, since: $since, status: false, first: $first) @include(if: $hasWithin) ${changed}
}`,
)
export type RecentChange = { time: string | null; manager: string; operation: string; paths: string[]; reference: Reference }
export type SomeChanges = {
  items: RecentChange[]
  total: number
  perMinute: { minute: string; count: number }[]
  notSearched: { kind: string; code: string }[]
  complete: boolean
}
export type RecentChangesAnswer = { everywhere?: SomeChanges; within?: SomeChanges }
