import type { RowChange } from './change-ring.ts'
import { type FollowEars, type FollowSource, snapshotBatch } from './follow-source.ts'
import type { SeenChange } from './pending-changes.ts'
import type { Row } from './row.ts'
import type { SelectionFilter } from './selection-filter.ts'
import { createSlicer } from './slicer.ts'
import type { WatchedList } from './watched-list.ts'

/** A cached list as a follow reads it. `only`: of a list of the whole cluster, this namespace alone. `release` is called when it is stopped. */
export function createCachedSource(list: WatchedList, only: string | null, filter: SelectionFilter, ears: FollowEars, release: () => void): FollowSource {
  const { index } = list
  const fits = (row: Row | null): row is Row =>
    row !== null && (only === null || row.namespace === only) && filter.fits(row, index.columns, index.derived.valuesAt)
  function seen({ key, before, after }: RowChange): SeenChange | null {
    const last = after ?? before
    return last && { key, had: fits(before), seen: fits(after) ? after : null, last }
  }
  async function* inBatches(rows: readonly Row[], signal: AbortSignal): AsyncGenerator<Row[], void, void> {
    await index.derived.fill(filter.paths, rows, signal)
    const slicer = createSlicer()
    let batch: Row[] = []
    for (const row of rows) {
      if (fits(row)) batch.push(row)
      if (batch.length === snapshotBatch) {
        yield batch
        batch = []
      }
      if (!slicer.isDue()) continue
      await slicer.pause()
      signal.throwIfAborted()
    }
    if (batch.length > 0) yield batch
  }
  const stopListening = index.subscribe(change => {
    const told = seen(change)
    if (told && (told.had || told.seen)) ears.changed(told)
  })
  const stopBroken = list.onBroken(() => ears.lost())

  return {
    from: 'CACHE',
    columns: () => index.columns,
    resourceVersion: () => index.resourceVersion,
    nowMs: () => Date.now() + list.clockSkewMs(),
    snapshot(signal) {
      const { resourceVersion } = index
      return { rows: inBatches(index.rows(), signal), resourceVersion: () => resourceVersion }
    },
    since: resourceVersion => index.since(resourceVersion)?.flatMap(change => seen(change) ?? []) ?? null,
    *everything() {
      for (const row of index.rows()) if (fits(row)) yield { key: row.key, had: true, seen: null, last: row }
    },
    staleMs: () => list.staleMs(),
    stop() {
      stopListening()
      stopBroken()
      release()
    },
  }
}
