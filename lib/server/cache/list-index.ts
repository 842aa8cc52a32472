import type { KubeObject, TableColumn } from '#contract/kubernetes.ts'
import { compareResourceVersions } from '#domain/resource-version.ts'
import { type ChangeRing, createChangeRing, type RowChange } from './change-ring.ts'
import { createDerivedColumns, type DerivedColumns } from './derived-columns.ts'
import { createKeptOrders, type KeptOrders } from './kept-orders.ts'
import { type Row, rowBytes } from './row.ts'

/** The rows of one list, what is derived of them, and who follows them. Whoever has it sees all of it: scopes decide who does. */
export type ListIndex = {
  readonly columns: readonly TableColumn[]
  readonly resourceVersion: string
  readonly size: number
  readonly bytes: number
  readonly derived: DerivedColumns
  readonly orders: KeptOrders
  /** As of now and never changed. */
  rows(): readonly Row[]
  get(key: string): Row | undefined
  /** The list as it was read anew, which it keeps as its own; followers are told what is different. */
  replaceAll(rows: Map<string, Row>, columns: readonly TableColumn[], resourceVersion: string): void
  /** `after` null: deleted. */
  change(key: string, after: Row | null, object: KubeObject, resourceVersion: string): void
  advance(resourceVersion: string): void
  /** What changed since; null where it is not known. */
  since(resourceVersion: string): RowChange[] | null
  /** Called with each change, at once. Returns how to stop. */
  subscribe(listener: (change: RowChange) => void): () => void
  /** Resolves true when it has come to `resourceVersion`, false after `ms`. */
  reaches(resourceVersion: string, ms: number): Promise<boolean>
}

export function createListIndex(): ListIndex {
  let columns: readonly TableColumn[] = []
  let resourceVersion = ''
  let rows = new Map<string, Row>()
  let array: readonly Row[] | null = null
  let bytesOfRows = 0
  let ring: ChangeRing | null = null
  const derived = createDerivedColumns()
  const orders = createKeptOrders(derived)
  const listeners = new Set<(change: RowChange) => void>()
  const waiting = new Set<() => void>()

  function advance(to: string): void {
    if (compareResourceVersions(to, resourceVersion) > 0) resourceVersion = to
    for (const look of waiting) look()
  }
  function tell(change: RowChange): void {
    ring?.push(change, resourceVersion)
    for (const listener of listeners) listener(change)
  }

  return {
    get columns() {
      return columns
    },
    get resourceVersion() {
      return resourceVersion
    },
    get size() {
      return rows.size
    },
    get bytes() {
      return bytesOfRows + derived.bytes + orders.bytes + (ring?.bytes ?? 0)
    },
    derived,
    orders,
    rows() {
      array ??= [...rows.values()]
      return array
    },
    get: key => rows.get(key),
    replaceAll(next, nextColumns, at) {
      const changes = ring ? differences(rows, next) : []
      rows = next
      array = null
      columns = nextColumns
      bytesOfRows = 0
      for (const row of rows.values()) bytesOfRows += rowBytes(row)
      derived.clear()
      orders.clear()
      if (!ring || compareResourceVersions(at, resourceVersion) < 0) {
        ring = createChangeRing(at)
        resourceVersion = at
      }
      advance(at)
      for (const change of changes) tell(change)
    },
    change(key, after, object, at) {
      const before = rows.get(key) ?? null
      if (!before && !after) return advance(at)
      const change = { key, before, after }
      if (after) {
        rows.set(key, after)
        derived.add(after, object)
      } else rows.delete(key)
      orders.change(change)
      if (before) derived.drop(before)
      array = null
      bytesOfRows += (after ? rowBytes(after) : 0) - (before ? rowBytes(before) : 0)
      advance(at)
      tell(change)
    },
    advance,
    since: at => (compareResourceVersions(at, resourceVersion) > 0 ? null : (ring?.since(at) ?? null)),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    reaches(at, ms) {
      if (compareResourceVersions(resourceVersion, at) >= 0) return Promise.resolve(true)
      return new Promise(resolve => {
        const end = (reached: boolean): void => {
          clearTimeout(timer)
          waiting.delete(look)
          resolve(reached)
        }
        const look = (): void => {
          if (compareResourceVersions(resourceVersion, at) >= 0) end(true)
        }
        const timer = setTimeout(end, ms, false)
        waiting.add(look)
      })
    },
  }
}

function differences(before: ReadonlyMap<string, Row>, after: ReadonlyMap<string, Row>): RowChange[] {
  const changes: RowChange[] = []
  for (const [key, row] of before) if (!after.has(key)) changes.push({ key, before: row, after: null })
  for (const [key, row] of after) {
    const old = before.get(key) ?? null
    if (!old || old.uid !== row.uid || old.resourceVersion !== row.resourceVersion) changes.push({ key, before: old, after: row })
  }
  return changes
}
