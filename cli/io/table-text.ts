import type { Table } from '../../lib/contract/kubernetes.ts'

/** kubectl's tabwriter: no column narrower than 6, three spaces between columns. */
const minWidth = 6
const padding = 3

/** A Table as kubectl prints it: upper-case headers, wide columns only when asked for, NAMESPACE first when asked for. */
export function tableText(table: Table, options: { wide: boolean; withNamespace: boolean }): string {
  const shown = (table.columnDefinitions ?? []).map((column, index) => ({ column, index })).filter(({ column }) => options.wide || (column.priority ?? 0) === 0)
  const header = [...(options.withNamespace ? ['NAMESPACE'] : []), ...shown.map(({ column }) => column.name.toUpperCase())]
  const rows = (table.rows ?? []).map(row => [
    ...(options.withNamespace ? [row.object?.metadata.namespace ?? ''] : []),
    ...shown.map(({ index }) => cellText(row.cells[index])),
  ])
  return alignColumns([header, ...rows])
}

/** Lines of cells, each column as wide as its widest cell; the last one is not padded. `widths`: of the lines before, which these grow. */
export function alignColumns(lines: readonly (readonly string[])[], widths: number[] = []): string {
  for (const line of lines) {
    for (const [index, cell] of line.slice(0, -1).entries()) widths[index] = Math.max(widths[index] ?? minWidth, length(cell) + padding)
  }
  return lines
    .map(line => `${line.map((cell, index) => (index === line.length - 1 ? cell : cell + ' '.repeat((widths[index] ?? 0) - length(cell)))).join('')}\n`)
    .join('')
}

/** Only the first line of a cell, and nothing in it that would steer the terminal. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value)
  const end = text.search(/[\f\n\r]/)
  return (end < 0 ? text : `${text.slice(0, end)}...`).replaceAll('\u001b', '^[')
}

function length(cell: string): number {
  return [...cell].length
}
