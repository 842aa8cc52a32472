import type { TableColumn } from '#contract/kubernetes.ts'
import { isClockColumn } from './list-order.ts'
import { printedSeconds } from './sort-value.ts'
import { kubectlAge } from './time-text.ts'

/** When what a row has of time was so: `receivedAtMs` is when its cells were printed, epoch milliseconds. */
type PrintedRow = { readonly createdAt: string | null; readonly receivedAtMs: number }

/**
 * A cell as the kube-apiserver would print it now: it prints ages when it sends, and they have grown since. The age of an object is exact
 * by its creation, other spans as exact as they were printed; what is no span stays.
 */
export function cellNow<Cell>(cell: Cell, column: TableColumn | undefined, { createdAt, receivedAtMs }: PrintedRow, nowMs: number): Cell | string {
  if (!column || !isClockColumn(column)) return cell
  const printed = printedSeconds(cell)
  if (printed === null) return cell
  if (column.name === 'Age' && createdAt !== null) return kubectlAge((nowMs - Date.parse(createdAt)) / 1000)
  return kubectlAge(printed + Math.max(0, nowMs - receivedAtMs) / 1000)
}
