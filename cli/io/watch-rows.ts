import { kubectlAge } from '../../lib/domain/time-text.ts'
import type { WatchBatch, WatchedObject } from '../operations/watch-objects.ts'
import { alignColumns, type TableOptions, tableHeader, tableLine } from './table-text.ts'

export type WatchRows = {
  /** The lines of a batch: a snapshot once it is whole, then one for each change, that of a deleted object as it was last. */
  take(batch: WatchBatch, nowMs: number): string
}

/**
 * Rows as `kubectl get -w` prints them: the header once, columns that only grow. Of a snapshot after the first (the server could
 * not go on where it was) there is only what is different.
 */
export function createWatchRows(options: TableOptions): WatchRows {
  const widths: number[] = []
  let known = new Map<string, WatchedObject>()
  let snapshot = new Map<string, WatchedObject>()
  let columns: WatchBatch['columns'] = []
  let hasHeader = false

  function print(objects: readonly WatchedObject[], nowMs: number): string {
    if (objects.length === 0) return ''
    const rows = objects.map(object => {
      const cells = columns.map(({ name }, index) => (name === 'Age' ? age(object, nowMs) : (object._columns?.[index]?.value ?? '')))
      return tableLine(object.metadata.namespace ?? '', cells, columns, options)
    })
    const lines = hasHeader ? rows : [tableHeader(columns, options), ...rows]
    hasHeader = true
    return alignColumns(lines, widths)
  }

  function takeSnapshot({ isFirst, isComplete, changes }: WatchBatch): WatchedObject[] {
    if (isFirst) snapshot = new Map()
    for (const { key, object } of changes) if (object) snapshot.set(key, object)
    if (!isComplete) return []
    const before = known
    known = snapshot
    const gone = [...before].filter(([key]) => !known.has(key))
    const changed = [...known].filter(([key, object]) => !isSame(before.get(key), object))
    // By the keys of etcd, as lists are.
    return [...gone, ...changed.sort(([a], [b]) => (a < b ? -1 : 1))].map(([, object]) => object)
  }

  function takeChanges({ changes }: WatchBatch): WatchedObject[] {
    return changes.flatMap(({ key, object }) => {
      const last = object ?? known.get(key)
      if (object) known.set(key, object)
      else known.delete(key)
      return last ? [last] : []
    })
  }

  function isSame(one: WatchedObject | undefined, other: WatchedObject): boolean {
    return columns.every(({ name }, index) => name === 'Age' || one?._columns?.[index]?.value === other._columns?.[index]?.value) && one !== undefined
  }

  return {
    take(batch, nowMs) {
      if (batch.columns.length > 0) columns = batch.columns
      return print(batch.type === 'SNAPSHOT' ? takeSnapshot(batch) : takeChanges(batch), nowMs)
    },
  }
}

/** What the kube-apiserver prints is as old as the event that brought it. */
function age({ metadata: { creationTimestamp } }: WatchedObject, nowMs: number): string {
  return creationTimestamp ? kubectlAge((nowMs - Date.parse(creationTimestamp)) / 1000) : '<unknown>'
}
