import type { RowView, TableView } from './table-view.ts'

/** `column` is an index into the table's columns, or `namespace`. */
export type RowOrder = { column: number | 'namespace'; descending: boolean }

/**
 * Rows by one column. Ages sort by when the object was created, numbers and quantities by size, texts by name with
 * numbers in them read as numbers. What is empty comes last either way.
 */
export function orderRows(rows: readonly RowView[], order: RowOrder, columns: TableView['columns']): RowView[] {
  const column = typeof order.column === 'number' ? columns[order.column] : undefined
  const isAge = column?.name === 'Age'
  const sign = (order.descending ? -1 : 1) * (isAge ? -1 : 1)
  const keyOf = (row: RowView): string => (isAge ? (row.createdAt ?? '') : order.column === 'namespace' ? row.namespace : (row.cells[order.column] ?? ''))
  return [...rows].sort((a, b) => {
    const [left, right] = [keyOf(a), keyOf(b)]
    if (left === '' || right === '') return left === right ? 0 : left === '' ? 1 : -1
    return sign * collator.compare(left, right) || collator.compare(a.name, b.name)
  })
}

const collator = new Intl.Collator('en', { numeric: true })
