import type { TableColumn } from '#contract/kubernetes.ts'
import { cellNow } from '#domain/clock-cell.ts'
import type { Row } from './row.ts'

/** The cells of a row as the kube-apiserver would print them now. */
export function cellsNow(row: Row, columns: readonly TableColumn[], nowMs: number): readonly unknown[] {
  if (nowMs - row.receivedAtMs < 500) return row.cells
  return row.cells.map((cell, index) => cellNow(cell, columns[index], row, nowMs))
}
