import type { TableColumn } from '#contract/kubernetes.ts'
import { AppError } from '#errors/app-error.ts'
import { type FieldPath, parseFieldPath } from './field-path.ts'
import type { HealthLevel } from './health.ts'
import type { SortKey } from './list-query.ts'
import { compareSortValues, naturalKey, printedSeconds, type SortValue, sortValueOf } from './sort-value.ts'

/** What an order looks at of an object in a list. `valuesAt` gives what stands at a path. */
export type OrderedRow = {
  /** `namespace/name`. */
  readonly key: string
  readonly namespace: string
  readonly name: string
  readonly createdAt: string | null
  readonly health: HealthLevel
  readonly cells: readonly unknown[]
  /** When its cells were printed, epoch milliseconds: spans in them have grown since. */
  readonly receivedAtMs?: number
}
export type ValuesAt<R> = (row: R, path: FieldPath) => readonly unknown[]

/** An object's place in an order: `values` by the sort keys, then its key. */
export type Place = { readonly values: readonly SortValue[]; readonly key: string }

export type RowOrder<R extends OrderedRow> = {
  /** Names the order among those of one list. */
  readonly id: string
  /** Names the values that it compares, whichever way: orders of the same have the same places. */
  readonly valuesId: string
  readonly paths: readonly FieldPath[]
  placeOf(row: R, valuesAt: ValuesAt<R>): Place
  compare(a: Place, b: Place): number
}

/** Worst first. */
const healthRank: Readonly<Record<HealthLevel, number>> = { failing: 0, warning: 1, progressing: 2, unknown: 3, ok: 4 }
/** Columns of Kubernetes' own kinds that print how long ago something was, whatever type they claim. */
const clockColumns = new Set(['Age', 'First Seen', 'Last Seen', 'Last Schedule'])

/**
 * The order of a list: by the sort keys, and where they are equal as the kube-apiserver lists (bytes of `namespace/name`). A column of
 * ages sorts by age: the youngest first. Throws BAD_REQUEST for a path that is none, and for a column that the list has not.
 */
export function rowOrder<R extends OrderedRow>(sortBy: readonly SortKey[], columns: readonly TableColumn[]): RowOrder<R> {
  const readers = sortBy.map(key => valueReader<R>(key, columns))
  const descends = sortBy.map(({ descending }) => descending)
  return {
    id: JSON.stringify(sortBy),
    valuesId: JSON.stringify(sortBy.map(({ descending: _, ...what }) => what)),
    paths: readers.flatMap(({ path }) => (path ? [path] : [])),
    placeOf: (row, valuesAt) => ({ values: readers.map(({ read }) => read(row, valuesAt)), key: row.key }),
    compare(a, b) {
      for (let index = 0; index < descends.length; index += 1) {
        const order = compareSortValues(a.values[index] ?? null, b.values[index] ?? null, descends[index] === true)
        if (order !== 0) return order
      }
      return compareKeys(a.key, b.key)
    },
  }
}

export function compareKeys(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Whether a column's cells say how long ago something was, and so change by themselves. */
export function isClockColumn({ name, type }: Pick<TableColumn, 'name' | 'type'>): boolean {
  return type === 'date' || clockColumns.has(name)
}

type ValueReader<R> = { path?: FieldPath; read(row: R, valuesAt: ValuesAt<R>): SortValue }

function valueReader<R extends OrderedRow>(key: SortKey, columns: readonly TableColumn[]): ValueReader<R> {
  if ('path' in key) {
    const path = parseFieldPath(key.path)
    return { path, read: (row, valuesAt) => sortValueOf(valuesAt(row, path)[0]) }
  }
  if ('column' in key) return { read: columnReader(key.column, columns) }
  switch (key.field) {
    case 'NAME':
      return { read: row => naturalKey(row.name) }
    case 'NAMESPACE':
      return { read: row => (row.namespace === '' ? null : naturalKey(row.namespace)) }
    case 'CREATED':
      return { read: row => createdSeconds(row) }
    case 'HEALTH':
      return { read: row => healthRank[row.health] }
  }
}

function columnReader<R extends OrderedRow>(name: string, columns: readonly TableColumn[]): (row: R) => SortValue {
  const index = columnIndex(name, columns)
  const column = columns[index]
  if (name === 'Age')
    return row => {
      const seconds = createdSeconds(row)
      return seconds === null ? null : -seconds
    }
  if (name === 'Duration') return row => printedSeconds(row.cells[index]) ?? sortValueOf(row.cells[index])
  if (column && isClockColumn(column))
    return row => {
      const seconds = printedSeconds(row.cells[index])
      return seconds === null ? sortValueOf(row.cells[index]) : seconds - Math.round((row.receivedAtMs ?? 0) / 1000)
    }
  return row => sortValueOf(row.cells[index])
}

/** Throws BAD_REQUEST. */
export function columnIndex(name: string, columns: readonly TableColumn[]): number {
  const index = columns.findIndex(column => column.name === name)
  if (index < 0) throw new AppError('BAD_REQUEST', `The list has no column '${name}'. It has ${columns.map(each => each.name).join(', ')}.`)
  return index
}

function createdSeconds({ createdAt }: OrderedRow): number | null {
  const ms = createdAt === null ? Number.NaN : Date.parse(createdAt)
  return Number.isNaN(ms) ? null : ms / 1000
}
