import type { FieldPath } from '#domain/field-path.ts'
import type { Place, RowOrder } from '#domain/list-order.ts'
import type { RowChange } from './change-ring.ts'
import type { DerivedColumns } from './derived-columns.ts'
import type { Row } from './row.ts'
import { createSlicer } from './slicer.ts'

export type OrderedEntry = Place & { readonly row: Row }

/** The rows that fit, in an order. `of` names which rows fit, among the views of one list. */
export type OrderedView = { of: string; paths: readonly FieldPath[]; order: RowOrder<Row>; fits(row: Row): boolean }

/** Views of one list: each made once and then kept right change by change. */
export type KeptOrders = {
  /** The rows of a view, as of now and never changed; `rows`: all there are. Rejects when `signal` aborts; a view that nobody waits for is not made. */
  entries(view: OrderedView, rows: () => readonly Row[], signal?: AbortSignal): Promise<readonly OrderedEntry[]>
  /** To be called before the derived values of the row before are dropped. */
  change(change: RowChange): void
  clear(): void
  readonly bytes: number
}

const mostOrders = 16
const entryBytes = 120
/** What orders of one list may take, beside the newest two: each letter of a filter makes one. */
const mostBytes = 8 * 1024 * 1024
const runLength = 512

type Kept = {
  view: OrderedView
  entries: OrderedEntry[] | null
  making: Promise<void>
  missed: RowChange[]
  isShared: boolean
  waiting: number
  stop: AbortController
}

export function createKeptOrders(derived: DerivedColumns): KeptOrders {
  const kept = new Map<string, Kept>()

  async function make(held: Kept, rows: readonly Row[]): Promise<void> {
    const { paths, order, fits } = held.view
    const { signal } = held.stop
    const alike = placesOf(held)
    await derived.fill([...paths, ...order.paths], rows, signal)
    const slicer = createSlicer()
    const entries = alike ?? []
    for (const row of alike ? [] : rows) {
      if (fits(row)) entries.push(entryOf(order, row))
      if (slicer.isDue()) await slicer.pause()
      signal.throwIfAborted()
    }
    held.entries = await sortInSlices(entries, order.compare, signal)
    // What came in the meantime.
    for (const change of held.missed) applyTo(held, change)
    held.missed = []
  }
  /** The same rows in an order of the same values, which mostly is the one wanted turned round: those are made already. */
  function placesOf({ view }: Kept): OrderedEntry[] | null {
    for (const each of kept.values())
      if (each.view.of === view.of && each.view.order.valuesId === view.order.valuesId && each.entries) return each.entries.toReversed()
    return null
  }
  async function waitFor(held: Kept, signal: AbortSignal | undefined): Promise<void> {
    held.waiting += 1
    try {
      await untilAborted(held.making, signal)
    } finally {
      held.waiting -= 1
      if (held.waiting === 0 && !held.entries) {
        held.stop.abort()
        drop(held)
      }
    }
  }
  function drop(held: Kept): void {
    if (kept.get(idOf(held.view)) === held) kept.delete(idOf(held.view))
  }
  /** The oldest go, where there are too many of them or they take too much. */
  function bound(): void {
    for (const [id, { entries }] of kept) {
      if (kept.size <= mostOrders && (kept.size <= 2 || bytes() <= mostBytes)) return
      if (entries || kept.size > mostOrders) kept.delete(id)
    }
  }
  function bytes(): number {
    let entries = 0
    for (const held of kept.values()) entries += held.entries?.length ?? 0
    return entries * entryBytes
  }
  function entryOf(order: RowOrder<Row>, row: Row): OrderedEntry {
    const { values, key } = order.placeOf(row, derived.valuesAt)
    return { values, key, row }
  }
  function applyTo(held: Kept, { before, after }: RowChange): void {
    // Readers hold what they were given, so it is copied before it is changed.
    if (held.isShared) held.entries = held.entries?.slice() ?? null
    held.isShared = false
    const entries = held.entries ?? []
    const { order, fits } = held.view
    if (before && fits(before)) {
      const at = lowerBound(entries, entryOf(order, before), order.compare)
      // A place that is not where it was would be a mistake that no reader should see.
      if (entries[at]?.row === before) entries.splice(at, 1)
      else return void kept.delete(idOf(held.view))
    }
    if (after && fits(after)) {
      const entry = entryOf(order, after)
      entries.splice(lowerBound(entries, entry, order.compare), 0, entry)
    }
  }

  return {
    get bytes() {
      return bytes()
    },
    async entries(view, rows, signal) {
      signal?.throwIfAborted()
      const id = idOf(view)
      let held = kept.get(id)
      if (held) kept.delete(id)
      else {
        held = { view, entries: null, making: Promise.resolve(), missed: [], isShared: false, waiting: 0, stop: new AbortController() }
        held.making = make(held, rows())
        const made = held
        held.making.catch(() => drop(made))
      }
      kept.set(id, held)
      bound()
      if (!held.entries) await waitFor(held, signal).finally(bound)
      signal?.throwIfAborted()
      held.isShared = true
      return held.entries ?? []
    },
    change(change) {
      for (const held of kept.values()) {
        if (held.entries) applyTo(held, change)
        else held.missed.push(change)
      }
    },
    clear: () => kept.clear(),
  }
}

function idOf({ of, order }: OrderedView): string {
  return `${of} ${order.id}`
}

/** Index of the first entry that is not before `place`. */
export function lowerBound(entries: readonly Place[], place: Place, compare: (a: Place, b: Place) => number): number {
  let [low, high] = [0, entries.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const entry = entries[middle]
    if (entry && compare(entry, place) < 0) low = middle + 1
    else high = middle
  }
  return low
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason)
    signal.addEventListener('abort', giveUp)
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp))
  })
}

/** A merge sort that lets others have their turn. */
export async function sortInSlices<T>(items: readonly T[], compare: (a: T, b: T) => number, signal?: AbortSignal): Promise<T[]> {
  const slicer = createSlicer()
  let runs: T[][] = []
  for (let start = 0; start < items.length; start += runLength) {
    runs.push(items.slice(start, start + runLength).sort(compare))
    if (slicer.isDue()) await slicer.pause()
    signal?.throwIfAborted()
  }
  while (runs.length > 1) {
    const merged: T[][] = []
    for (let index = 0; index < runs.length; index += 2) {
      merged.push(await merge(runs[index] ?? [], runs[index + 1] ?? [], compare, slicer))
      signal?.throwIfAborted()
    }
    runs = merged
  }
  return runs[0] ?? []
}

async function merge<T>(left: T[], right: T[], compare: (a: T, b: T) => number, slicer: ReturnType<typeof createSlicer>): Promise<T[]> {
  const [end, start] = [left.at(-1), right[0]]
  if (end === undefined || start === undefined || compare(end, start) <= 0) return left.concat(right)
  const merged: T[] = []
  let [l, r] = [0, 0]
  while (l < left.length && r < right.length) {
    const [a, b] = [left[l] as T, right[r] as T]
    if (compare(a, b) <= 0) {
      merged.push(a)
      l += 1
    } else {
      merged.push(b)
      r += 1
    }
    if ((l + r) % runLength === 0 && slicer.isDue()) await slicer.pause()
  }
  return merged.concat(l < left.length ? left.slice(l) : right.slice(r))
}
