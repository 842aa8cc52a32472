import { type Row, rowBytes } from './row.ts'

/** One change as a reader is to be told of it. */
export type ToldChange = { type: 'ADDED' | 'MODIFIED' | 'DELETED'; row: Row }

/** `had`: whether the reader was told of the object, by whoever knows; `seen`: as it is to be seen now, null where it is not any more; `last`: as it was last. */
export type SeenChange = { key: string; had: boolean; seen: Row | null; last: Row }

/** What the reader of a follow has not taken yet, merged by object. */
export type PendingChanges = {
  push(change: SeenChange): void
  readonly size: number
  /** More is waiting than is worth it: a new snapshot is shorter. */
  readonly isTooMuch: boolean
  take(): ToldChange[]
  clear(): void
}

const mostKeys = 5_000
const mostBytes = 8 * 1024 * 1024

export function createPendingChanges(): PendingChanges {
  const pending = new Map<string, SeenChange>()
  let bytes = 0
  let isTooMuch = false

  function empty(): void {
    pending.clear()
    bytes = 0
  }

  return {
    get size() {
      return pending.size
    },
    get isTooMuch() {
      return isTooMuch
    },
    push({ key, had, seen, last }) {
      if (isTooMuch) return
      const old = pending.get(key)
      if (old) {
        pending.delete(key)
        bytes -= rowBytes(old.last)
      }
      const change = { key, had: old ? old.had : had, seen, last }
      if (!change.had && !seen) return
      pending.set(key, change)
      bytes += rowBytes(last)
      if (pending.size <= mostKeys && bytes <= mostBytes) return
      isTooMuch = true
      empty()
    },
    take() {
      const told = [...pending.values()].map(
        ({ had, seen, last }): ToldChange => ({ type: seen === null ? 'DELETED' : had ? 'MODIFIED' : 'ADDED', row: seen ?? last }),
      )
      empty()
      return told
    },
    clear() {
      empty()
      isTooMuch = false
    },
  }
}
