import type { TableColumn } from '#contract/kubernetes.ts'
import { AppError } from '#errors/app-error.ts'
import { condition, type Holds } from './field-condition.ts'
import { type FieldPath, parseFieldPath } from './field-path.ts'
import { columnIndex, isClockColumn, type OrderedRow, type ValuesAt } from './list-order.ts'
import type { FieldFilter } from './list-query.ts'

/** `fits` says whether a row meets the condition; it throws BAD_REQUEST where the list has no such column. */
export type CompiledFilter<R> = { readonly paths: readonly FieldPath[]; fits(row: R, columns: readonly TableColumn[], valuesAt: ValuesAt<R>): boolean }

/** Throws BAD_REQUEST for a path that is none, and for a value that the operation cannot take. */
export function compileFilter<R extends Pick<OrderedRow, 'cells'>>(filter: FieldFilter): CompiledFilter<R> {
  const holds = condition(filter.op, filter.value)
  if ('column' in filter) return { paths: [], fits: cellCondition(filter.column, holds) }
  const path = parseFieldPath(filter.path)
  return { paths: [path], fits: (row, _, valuesAt) => holds(valuesAt(row, path)) }
}

/** What is printed where there is no value. */
const emptyCells: ReadonlySet<unknown> = new Set([null, undefined, '', '<none>', '<unset>'])

function cellCondition<R extends Pick<OrderedRow, 'cells'>>(name: string, holds: Holds): CompiledFilter<R>['fits'] {
  // Looked up once for the columns of a list, which are the same for all its rows.
  let known: { columns: readonly TableColumn[]; index: number } | null = null
  return (row, columns) => {
    if (known?.columns !== columns) known = { columns, index: comparableColumn(name, columns) }
    const cell = row.cells[known.index]
    return holds(emptyCells.has(cell) ? [] : [cell])
  }
}

/** What says how long ago something was says something else each second, without a change that anybody would be told of. Throws BAD_REQUEST. */
function comparableColumn(name: string, columns: readonly TableColumn[]): number {
  const index = columnIndex(name, columns)
  const column = columns[index]
  if (column && isClockColumn(column))
    throw new AppError(
      'BAD_REQUEST',
      `The column '${name}' changes by itself, so nothing is compared with it. Compare a time, as that at .metadata.creationTimestamp.`,
    )
  return index
}
