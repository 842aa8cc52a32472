import { cellText as printedText } from '../../lib/domain/cell-text.ts'

/** kubectl's tabwriter: no column narrower than 6, three spaces between columns. */
const minWidth = 6
const padding = 3

/** Printer columns; of priority 0 without `wide`. */
export type PrintedColumns = readonly { name: string; priority: number }[]
/** Objects as the kube-apiserver prints them, each with a cell for each column. */
export type PrintedTable = { columns: PrintedColumns; rows: readonly { namespace: string; name: string; cells: readonly string[] }[] }
export type TableOptions = { wide: boolean; withNamespace: boolean }

/** A table as kubectl prints it. */
export function tableText({ columns, rows }: PrintedTable, options: TableOptions): string {
  const lines = rows.map(({ namespace, cells }) => tableLine(namespace, cells, columns, options))
  return alignColumns([tableHeader(columns, options), ...lines])
}

/** Upper-case names, wide columns only when asked for, NAMESPACE first when asked for. */
export function tableHeader(columns: PrintedColumns, options: TableOptions): string[] {
  const names = columns.map(({ name }) => name.toUpperCase())
  return tableLine('NAMESPACE', names, columns, options)
}

/** The cells of an object that are shown. */
export function tableLine(namespace: string, cells: readonly string[], columns: PrintedColumns, { wide, withNamespace }: TableOptions): string[] {
  const shown = columns.flatMap(({ priority }, index) => (wide || priority === 0 ? [cellText(cells[index])] : []))
  return withNamespace ? [namespace, ...shown] : shown
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
  return printedText(value).replaceAll('\u001b', '^[')
}

function length(cell: string): number {
  return [...cell].length
}
