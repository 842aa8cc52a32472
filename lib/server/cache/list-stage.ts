import type { TableColumn } from '#contract/kubernetes.ts'
import type { ListIndex } from './list-index.ts'
import { ownRow, plainColumns, type Row, rowBytes } from './row.ts'

/** A list that is being read. */
export type ListStage = {
  readonly rows: Map<string, Row>
  columns(): readonly TableColumn[]
  /** The first that are given hold. */
  setColumns(given: readonly TableColumn[] | null): void
  put(row: Row): void
  drop(key: string): void
}

/** `checkBudget` is told what the list before and this one take together; it throws where that is too much. */
export function createListStage(index: ListIndex, checkBudget: (bytes: number) => void): ListStage {
  const rows = new Map<string, Row>()
  let bytes = 0
  let columns: readonly TableColumn[] | null = null
  return {
    rows,
    columns: () => columns ?? plainColumns,
    setColumns(given) {
      columns ??= given
    },
    put(row) {
      const old = rows.get(row.key)
      // The bytes of what has not changed are there already.
      const known = index.get(row.key)
      const isKnown = known && known.uid === row.uid && known.resourceVersion === row.resourceVersion
      rows.set(row.key, isKnown ? { ...row, raw: known.raw } : ownRow(row))
      bytes += (isKnown ? 0 : rowBytes(row)) - (old ? rowBytes(old) : 0)
      checkBudget(index.bytes + bytes)
    },
    drop: key => void rows.delete(key),
  }
}
