import type { Table, WatchEvent } from '#contract/kubernetes.ts'
import type { KubeStatus } from '#errors/status.ts'
import { type RowView, sortRows, type TableView, toRowView } from './table-view.ts'

export type TableEvent = WatchEvent<Table | (KubeStatus & { kind: 'Status' })>

/** What a batch of events did. `failure` ends the watch: code 410 means list anew. */
export type WatchOutcome = {
  rows: RowView[]
  resourceVersion: string
  changed: ReadonlySet<string>
  failure: { code: number; message: string } | null
}

/** Applies a batch of watch events in their order. Events after an ERROR are not looked at. */
export function applyTableEvents(view: Pick<TableView, 'rows' | 'resourceVersion'>, events: readonly TableEvent[]): WatchOutcome {
  const byKey = new Map(view.rows.map(row => [row.key, row]))
  const changed = new Set<string>()
  let { resourceVersion } = view
  let failure: WatchOutcome['failure'] = null
  let reorder = false
  for (const { type, object } of events) {
    if (object.kind === 'Status' || type === 'ERROR') {
      const status = object as KubeStatus
      failure = { code: status.code ?? 500, message: status.message ?? 'The watch failed.' }
      break
    }
    const table = object as Table
    resourceVersion = table.metadata?.resourceVersion || table.rows?.[0]?.object?.metadata.resourceVersion || resourceVersion
    if (type === 'BOOKMARK') continue
    for (const row of (table.rows ?? []).map(toRowView)) {
      if (type === 'DELETED') byKey.delete(row.key)
      else {
        reorder ||= !byKey.has(row.key)
        byKey.set(row.key, row)
      }
      changed.add(row.key)
    }
  }
  const rows = [...byKey.values()]
  return { rows: reorder ? sortRows(rows) : rows, resourceVersion, changed, failure }
}
