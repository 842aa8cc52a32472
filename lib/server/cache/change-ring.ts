import { compareResourceVersions } from '#domain/resource-version.ts'
import { type Row, rowBytes } from './row.ts'

/** One object before and after a change; null where it was not, or is no more. */
export type RowChange = { key: string; before: Row | null; after: Row | null }

export type ChangeRing = {
  push(change: RowChange, resourceVersion: string): void
  /** What changed since, a change for each object, or null where that is no longer known. */
  since(resourceVersion: string): RowChange[] | null
  readonly bytes: number
}

const longest = 4_000
const mostBytes = 8 * 1024 * 1024

/** The newest changes of a list, for followers that come back. `floor`: the resource version that the list began with. */
export function createChangeRing(floor: string): ChangeRing {
  let changes: Array<RowChange & { resourceVersion: string }> = []
  let first = 0
  let bytes = 0
  let oldest = floor

  function dropOldest(): void {
    const dropped = changes[first]
    first += 1
    if (!dropped) return
    oldest = dropped.resourceVersion
    bytes -= costOf(dropped)
    if (first < 1_000) return
    changes = changes.slice(first)
    first = 0
  }

  return {
    get bytes() {
      return bytes
    },
    push(change, resourceVersion) {
      changes.push({ ...change, resourceVersion })
      bytes += costOf(change)
      while (changes.length - first > longest || (bytes > mostBytes && changes.length > first)) dropOldest()
    },
    since(resourceVersion) {
      if (!/^\d+$/.test(resourceVersion) || compareResourceVersions(resourceVersion, oldest) < 0) return null
      const merged = new Map<string, RowChange>()
      for (const { key, before, after, resourceVersion: at } of changes.slice(first)) {
        if (compareResourceVersions(at, resourceVersion) <= 0) continue
        const earlier = merged.get(key)
        merged.set(key, { key, before: earlier ? earlier.before : before, after })
      }
      return [...merged.values()]
    },
  }
}

// The row after is the list's own, or the one before of a later change.
function costOf({ before }: RowChange): number {
  return before ? rowBytes(before) : 64
}
