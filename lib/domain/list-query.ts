import type { HealthLevel } from './health.ts'
import type { ServedResource } from './resource.ts'

/**
 * One condition on an object: on the field at a path as `.spec.hosts[0]`, `.spec.http[*].name`, `.metadata.labels['app']`, or on a printer
 * column by its name. Of several values one has to fit (for NE and NOT_IN: none may). Numbers and quantities compare by size.
 */
export type FieldFilter = ({ path: string } | { column: string }) & {
  op: 'EQ' | 'NE' | 'IN' | 'NOT_IN' | 'CONTAINS' | 'MATCHES_PREFIX' | 'GT' | 'GE' | 'LT' | 'LE' | 'EXISTS' | 'ABSENT'
  value?: unknown
}

/** `path` as of a filter, `column` a printer column by the name that kubectl shows, `field` of every object. Exactly one of them. */
export type SortKey = ({ path: string } | { column: string } | { field: 'NAME' | 'NAMESPACE' | 'CREATED' | 'HEALTH' }) & { descending: boolean }

/** What of one resource: the whole cluster (`namespaces` null, and for what is cluster-scoped) or these namespaces. */
export type ObjectSelection = {
  resource: ServedResource
  namespaces: readonly string[] | null
  /** As the kube-apiserver takes them (apimachinery labels.Parse, fields.ParseSelector); '' for none. */
  labelSelector: string
  fieldSelector: string
  where: readonly FieldFilter[]
  /** Words, each of which has to occur in the name, namespace, cells or labels, whatever the case; '' for none. */
  search: string
  /** Whether words may occur in annotations as well, as `annotationText` has them. */
  inAnnotations?: boolean
  /** Empty: any. */
  health: readonly HealthLevel[]
}

/**
 * `sortBy` empty: by namespace, then name, as the kube-apiserver lists. `first` 1 to 500; `after` a cursor of the same query. `live`:
 * of the kube-apiserver, whatever is cached.
 */
export type ListQuery = ObjectSelection & { sortBy: readonly SortKey[]; first: number; after: string | null; live: boolean }
