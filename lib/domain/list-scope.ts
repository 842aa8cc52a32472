import type { Failure } from './failure.ts'
import type { ResourceRef } from './resource.ts'
import type { TableView } from './table-view.ts'

/** One list behind a page: of a namespace, or (null) of the whole cluster. `failure` when it could not be read; others still show. */
export type ScopedTable = { namespace: string | null; view: TableView; failure: Failure | null }

export function scopeName(namespace: string | null): string {
  return namespace ?? '*'
}

/** Names a list in the browser's cache: the resource and the namespaces looked at. */
export function listScopeKey(ref: ResourceRef, tables: readonly ScopedTable[]): string[] {
  return [
    'table',
    ref.group,
    ref.version,
    ref.resource,
    ...tables.map(table => scopeName(table.namespace)),
    tables.map(table => table.view.resourceVersion).join(),
  ]
}
