import type { TableColumn } from '../kubernetes.ts'
import { defineOperation } from '../operations.ts'

const row = `
fragment Row on Object {
  _key
  _columns { value }
  _columnTimes { column time }
  _health { level word }
  metadata { labels creationTimestamp deletionTimestamp }
}`

/** One page of a list: of the cluster, of a namespace, or of several. */
export const listOperation = defineOperation(
  'List',
  `query List($resource: ResourceInput!, $namespace: String, $namespaces: [String!], $labelSelector: String, $where: [FieldFilter!], $search: String, $health: [HealthLevel!], $sortBy: [SortKey!], $first: Int, $after: String) {
  list(resource: $resource, namespace: $namespace, namespaces: $namespaces, labelSelector: $labelSelector, where: $where, search: $search, health: $health, sortBy: $sortBy, first: $first, after: $after) {
    columns { name type format description priority }
    items { ...Row }
    pageInfo { endCursor }
    total
    resourceVersion
    denied { namespace code reason }
  }
}${row}`,
)

/** What names the objects of the same list, for who acts on all of them. */
export const listKeysOperation = defineOperation(
  'ListKeys',
  `query ListKeys($resource: ResourceInput!, $namespace: String, $namespaces: [String!], $labelSelector: String, $where: [FieldFilter!], $search: String, $health: [HealthLevel!], $sortBy: [SortKey!], $first: Int, $after: String) {
  list(resource: $resource, namespace: $namespace, namespaces: $namespaces, labelSelector: $labelSelector, where: $where, search: $search, health: $health, sortBy: $sortBy, first: $first, after: $after) {
    items { _key metadata { uid } }
    pageInfo { endCursor }
  }
}`,
)

/** The same list as it changes. */
export const watchOperation = defineOperation(
  'Watch',
  `subscription Watch($resource: ResourceInput!, $namespace: String, $namespaces: [String!], $labelSelector: String, $where: [FieldFilter!], $search: String, $health: [HealthLevel!], $resumeFrom: String) {
  watch(resource: $resource, namespace: $namespace, namespaces: $namespaces, labelSelector: $labelSelector, where: $where, search: $search, health: $health, resumeFrom: $resumeFrom) {
    type
    isFirst
    isComplete
    token
    columns { name type format description priority }
    changes { type key object { ...Row } }
    denied { namespace code reason }
  }
}${row}`,
)

export type HealthLevelName = 'OK' | 'PROGRESSING' | 'WARNING' | 'FAILING' | 'UNKNOWN'

/** What both are asked for. `namespaces` beside no `namespace`. */
export type ListScope = { resource: { group: string; version: string; resource: string }; namespace?: string; namespaces?: readonly string[] }

export type ListItem = {
  _key: string
  /** Null where they could not be had. */
  _columns: { value: string }[] | null
  _columnTimes: { column: string; time: string }[] | null
  _health: { level: HealthLevelName; word: string }
  metadata: { labels: Record<string, string> | null; creationTimestamp: string | null; deletionTimestamp: string | null }
}
export type DeniedPart = { namespace: string; code: string; reason: string }

export type ListAnswer = {
  list: {
    columns: TableColumn[]
    items: ListItem[]
    pageInfo: { endCursor: string | null }
    total: number | null
    resourceVersion: string
    denied: DeniedPart[]
  }
}

export type ListKeysAnswer = { list: { items: { _key: string; metadata: { uid: string } }[]; pageInfo: { endCursor: string | null } } }

export type WatchBatch = {
  type: 'SNAPSHOT' | 'DELTA'
  isFirst: boolean
  isComplete: boolean
  token: string
  columns: TableColumn[]
  changes: { type: 'ADDED' | 'MODIFIED' | 'DELETED'; key: string; object: ListItem | null }[]
  denied: DeniedPart[]
}
export type WatchAnswer = { watch: WatchBatch | null }
