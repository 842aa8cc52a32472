import { compareResourceVersions } from '#domain/resource-version.ts'
import type { RowChange } from './change-ring.ts'
import { type FollowEars, type FollowSource, snapshotBatch } from './follow-source.ts'
import type { ListSourceClient } from './list-source.ts'
import { missedChanges } from './missed-changes.ts'
import type { SeenChange } from './pending-changes.ts'
import type { Row } from './row.ts'
import type { SelectionFilter } from './selection-filter.ts'
import { createSlicer } from './slicer.ts'
import type { WatchedList } from './watched-list.ts'

/** A list that somebody may see. `only`: of one of the whole cluster, this namespace alone; `source`: the kube-apiserver as them. */
export type SeenList = { list: WatchedList; only: string | null; source: ListSourceClient }

/** A cached list as a follow reads it. `release` is called when it is stopped. */
export function createCachedSource({ list, only, source }: SeenList, filter: SelectionFilter, ears: FollowEars, release: () => void): FollowSource {
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
    async catchUp(from, signal) {
      const { resource, namespace } = list
      const until = index.resourceVersion
      // Of any time, to the kube-apiserver.
      if (compareResourceVersions(from, '0') <= 0) return null
      const missed = await missedChanges(source, { resource, namespace: only ?? namespace }, { from, until }, signal)
      if (missed === null) return null
      return () => {
        const later = index.since(until)
        if (later === null) return null
        // What the list has that is newer than the page was told by the watch as well, or it did not tell all.
        const isNewer = ({ resourceVersion }: Row): boolean =>
          compareResourceVersions(resourceVersion, from) > 0 && compareResourceVersions(resourceVersion, until) <= 0
        if (index.rows().some(row => (only === null || row.namespace === only) && isNewer(row) && !missed.has(row.key))) return null
        const earlier = [...missed].map(([key, { wasThere, last }]): SeenChange => {
          const row = index.get(key) ?? null
          return { key, had: wasThere, seen: fits(row) ? row : null, last: row ?? last }
        })
        // Whether the reader was told of what does not fit depends on how it was, which nobody knows.
        if (!filter.takesAll && earlier.some(({ had, seen: now }) => had && now === null)) return null
        return [...earlier, ...later.flatMap(change => seen(change) ?? [])]
      }
    },
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
