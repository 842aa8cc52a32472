import { type FieldPath, valuesAt } from './field-path.ts'
import { matchesLabels, parseLabelSelector } from './label-selector.ts'
import { compileFilter } from './list-filter.ts'
import { rowOrder } from './list-order.ts'
import type { FieldFilter } from './list-query.ts'
import type { ListQuestion } from './list-question.ts'
import { filterRows, type ListView, type RowView, sortRows } from './list-view.ts'

/** Fields that a row of a page has. */
const knownPath = /^\.metadata\.(?:name|namespace|creationTimestamp)$|^\.metadata\.labels(?:\.|\[)/

/** Whether rows alone tell what a question asks; any other field the server has to look at. */
export function isAnswerableFromRows({ where }: ListQuestion): boolean {
  return where.every(isOfRows)
}

function isOfRows(filter: FieldFilter): boolean {
  return 'column' in filter || knownPath.test(filter.path)
}

/**
 * The rows of what is loaded that answer a question, in its order. `answered`: the question that the server has answered with them;
 * what rows cannot tell is left to it. Throws BAD_REQUEST for a selector, path or column that is none.
 */
export function answerFrom({ rows, columns }: ListView, question: ListQuestion, answered: ListQuestion): readonly RowView[] {
  const narrowed = isSameNarrowing(question, answered) ? rows : narrow(rows, columns, question)
  if (question.sortBy.length === 0) return sortRows(narrowed)
  const order = rowOrder<RowView>(question.sortBy, columns)
  return narrowed
    .map(row => ({ row, place: order.placeOf(row, fieldsOf) }))
    .sort((a, b) => order.compare(a.place, b.place))
    .map(({ row }) => row)
}

function isSameNarrowing(a: ListQuestion, b: ListQuestion): boolean {
  const parts = ({ search, labelSelector, where, health }: ListQuestion): string => JSON.stringify([search.trim(), labelSelector, where, health])
  return parts(a) === parts(b)
}

function narrow(rows: readonly RowView[], columns: ListView['columns'], { search, labelSelector, where, health }: ListQuestion): readonly RowView[] {
  const filters = where.filter(isOfRows).map(filter => compileFilter<RowView>(filter))
  const requirements = parseLabelSelector(labelSelector)
  return filterRows(rows, search).filter(
    row =>
      (health === null || row.health === health) &&
      (requirements.length === 0 || matchesLabels(requirements, row.labels)) &&
      filters.every(({ fits }) => fits(row, columns, fieldsOf)),
  )
}

function fieldsOf({ name, namespace, createdAt, labels }: RowView, path: FieldPath): unknown[] {
  return valuesAt({ metadata: { name, namespace: namespace || undefined, creationTimestamp: createdAt, labels } }, path)
}
