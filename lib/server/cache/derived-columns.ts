import { type FieldPath, valuesAt } from '#domain/field-path.ts'
import { rawNumber } from '#domain/sort-value.ts'
import { parseExactJson } from './exact-json.ts'
import type { Row } from './row.ts'
import { createSlicer } from './slicer.ts'

/** What stands at a path, of each row of a list: made once for all that filter or sort by it. */
export type DerivedColumns = {
  /** Resolves when every row of `rows` has its values at these paths. */
  fill(paths: readonly FieldPath[], rows: readonly Row[], signal?: AbortSignal): Promise<void>
  /** Parses the row where they were not kept. */
  valuesAt(row: Row, path: FieldPath): readonly unknown[]
  add(row: Row, object: unknown): void
  drop(row: Row): void
  clear(): void
  readonly bytes: number
}

const mostColumns = 12
/** A column that takes more is not kept: its values are made anew each time. */
const mostColumnBytes = 8 * 1024 * 1024

type Column = { path: FieldPath; values: Map<Row, readonly unknown[]>; bytes: number; isKept: boolean }

export function createDerivedColumns(): DerivedColumns {
  // In the order of their last use.
  const columns = new Map<string, Column>()

  function columnOf(path: FieldPath): Column {
    const id = idOf(path)
    const column = columns.get(id) ?? { path, values: new Map(), bytes: 0, isKept: true }
    columns.delete(id)
    columns.set(id, column)
    for (const oldest of columns.keys()) if (columns.size > mostColumns) columns.delete(oldest)
    return column
  }
  function keep(column: Column, row: Row, values: readonly unknown[]): void {
    if (!column.isKept || column.values.has(row)) return
    column.values.set(row, values)
    column.bytes += sizeOf(values)
    if (column.bytes <= mostColumnBytes) return
    column.isKept = false
    column.values.clear()
    column.bytes = 0
  }

  return {
    get bytes() {
      return [...columns.values()].reduce((sum, { bytes }) => sum + bytes, 0)
    },
    async fill(paths, rows, signal) {
      const wanted = paths.map(columnOf).filter(({ isKept }) => isKept)
      const slicer = createSlicer()
      for (const row of rows) {
        const lacking = wanted.filter(({ values, isKept }) => isKept && !values.has(row))
        if (lacking.length === 0) continue
        const object = parseRow(row)
        for (const column of lacking) keep(column, row, scalarsAt(object, column.path))
        if (!slicer.isDue()) continue
        await slicer.pause()
        signal?.throwIfAborted()
      }
    },
    valuesAt: (row, path) => columns.get(idOf(path))?.values.get(row) ?? scalarsAt(parseRow(row), path),
    add(row, object) {
      for (const column of columns.values()) keep(column, row, scalarsAt(object, column.path))
    },
    drop(row) {
      for (const column of columns.values()) {
        const values = column.values.get(row)
        if (!values) continue
        column.values.delete(row)
        column.bytes -= sizeOf(values)
      }
    },
    clear: () => columns.clear(),
  }
}

const ids = new WeakMap<FieldPath, string>()

/** The same for equal paths; asked for each row. */
function idOf(path: FieldPath): string {
  const known = ids.get(path)
  if (known !== undefined) return known
  const id = JSON.stringify(path)
  ids.set(path, id)
  return id
}

export function parseRow(row: Row): unknown {
  return parseExactJson(row.raw.toString('utf8'))
}

/** Values at a path; an object among them as its JSON, so that the whole of it is not kept. */
export function scalarsAt(object: unknown, path: FieldPath): readonly unknown[] {
  const values = valuesAt(object, path)
  return values.map(value => (typeof value === 'object' && value !== null && rawNumber(value) === null ? JSON.stringify(value) : value))
}

function sizeOf(values: readonly unknown[]): number {
  return values.reduce<number>((sum, value) => sum + 16 + (typeof value === 'string' ? value.length : 0), 64)
}
