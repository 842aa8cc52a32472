import type { TableColumn } from '#contract/kubernetes.ts'
import { isClockColumn } from '#domain/list-order.ts'
import { printedSeconds } from '#domain/sort-value.ts'
import { kubectlAge } from '#domain/time-text.ts'
import type { Row } from './row.ts'

/**
 * The cells of a row as the kube-apiserver would print them now: it prints ages when it sends, and they have grown since. The age of an object
 * is exact by its creation, other spans as exact as they were printed; what is no span stays.
 */
export function cellsNow({ cells, createdAt, receivedAtMs }: Row, columns: readonly TableColumn[], nowMs: number): readonly unknown[] {
  if (nowMs - receivedAtMs < 500) return cells
  return cells.map((cell, index) => {
    const column = columns[index]
    if (!column || !isClockColumn(column)) return cell
    const printed = printedSeconds(cell)
    if (printed === null) return cell
    if (column.name === 'Age' && createdAt !== null) return kubectlAge((nowMs - Date.parse(createdAt)) / 1000)
    return kubectlAge(printed + (nowMs - receivedAtMs) / 1000)
  })
}
