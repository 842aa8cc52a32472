import type { TableColumn } from '#contract/kubernetes.ts'
import { isAppError } from './failure.ts'
import { parseFieldPath } from './field-path.ts'
import { type FilterSign, type FilterTerm, parseFilterText } from './filter-text.ts'
import { parseLabelSelector } from './label-selector.ts'
import { isClockColumn } from './list-order.ts'
import type { FieldFilter } from './list-query.ts'
import type { ListQuestion } from './list-question.ts'
import type { ListState } from './list-state.ts'
import { printedSeconds } from './sort-value.ts'
import type { Text } from './text.ts'

/** What a filter asks; `problems`: a sentence for each term that cannot be asked, which is left out. */
export type FilterQuestion = Pick<ListQuestion, 'search' | 'labelSelector' | 'where'> & { problems: string[] }

const operators: Readonly<Record<FilterSign, FieldFilter['op']>> = {
  '=': 'EQ',
  '!=': 'NE',
  '>': 'GT',
  '>=': 'GE',
  '<': 'LT',
  '<=': 'LE',
  '~': 'CONTAINS',
  '^': 'MATCHES_PREFIX',
}
/** An object is older where it was created before. */
const inverse: Readonly<Partial<Record<FilterSign, FieldFilter['op']>>> = { '>': 'LT', '>=': 'LE', '<': 'GT', '<=': 'GE' }

/** What people type, as the API takes it. Names of columns are found whatever the case; `nowMs`: what ages are counted from. */
export function filterQuestion(text: string, columns: readonly TableColumn[], nowMs: number, t: Text): FilterQuestion {
  const words: string[] = []
  const selectors: string[] = []
  const where: FieldFilter[] = []
  const problems: string[] = []
  for (const term of parseFilterText(text)) {
    if (term.kind === 'word') words.push(term.text)
    else if (term.kind === 'labels') take(() => selectors.push(checkSelector(term.selector)))
    else
      take(() => {
        const condition = conditionOf(term, columns, nowMs, t)
        if (typeof condition === 'string') selectors.push(condition)
        else where.push(condition)
      })
  }
  function take(read: () => void): void {
    try {
      read()
    } catch (thrown) {
      if (!isAppError(thrown) && !(thrown instanceof Problem)) throw thrown
      problems.push(t.said(thrown.message))
    }
  }
  return { search: words.join(' '), labelSelector: selectors.join(','), where, problems }
}

const minuteMs = 60_000

/**
 * What a list is asked by the state of its page. Ages are counted from a whole minute, so that a question stays the same for that long. A
 * shared address may name a column that the kind no longer has: that order is left out.
 */
export function questionOf(
  { filter, health, sortBy }: Pick<ListState, 'filter' | 'health' | 'sortBy'>,
  columns: readonly TableColumn[],
  nowMs: number,
  t: Text,
): { question: ListQuestion; problems: string[] } {
  const { problems, ...narrowing } = filterQuestion(filter, columns, Math.floor(nowMs / minuteMs) * minuteMs, t)
  const known = new Set(columns.map(({ name }) => name))
  return { question: { ...narrowing, health, sortBy: sortBy.filter(key => !('column' in key) || known.has(key.column)) }, problems }
}

class Problem extends Error {}

/** A condition, or a label selector where nothing else is called so. Throws Problem, BAD_REQUEST. */
function conditionOf(term: FilterTerm & { kind: 'compare' | 'is' }, columns: readonly TableColumn[], nowMs: number, t: Text): FieldFilter | string {
  const { subject } = term
  const place = placeOf(subject, columns)
  if (place === null) {
    if (term.kind === 'is' || (term.sign !== '=' && term.sign !== '!='))
      throw new Problem(
        t('There is no column called {name}: there are {columns}. A field begins with a dot: .spec.{name}.', {
          name: subject,
          columns: columns.map(({ name }) => name).join(', '),
        }),
      )
    return checkSelector(`${subject}${term.sign}${term.value}`)
  }
  if (place === 'clock') return ageCondition(term, nowMs, t)
  if (term.kind === 'is') return { ...place, op: term.present ? 'EXISTS' : 'ABSENT' }
  return { ...place, op: operators[term.sign], value: term.value }
}

function placeOf(subject: string, columns: readonly TableColumn[]): { path: string } | { column: string } | 'clock' | null {
  if (/^[.[]/.test(subject)) {
    parseFieldPath(subject)
    return { path: subject }
  }
  const wanted = subject.toLowerCase()
  const column = columns.find(({ name }) => name.toLowerCase() === wanted)
  if (column) return isClockColumn(column) ? 'clock' : { column: column.name }
  // Every object has both, whatever its kind prints.
  if (wanted === 'age') return 'clock'
  return wanted === 'namespace' ? { path: '.metadata.namespace' } : null
}

/** Only the age of the object itself stands still as a time. Throws Problem. */
function ageCondition(term: FilterTerm & { kind: 'compare' | 'is' }, nowMs: number, t: Text): FieldFilter {
  if (term.subject.toLowerCase() !== 'age')
    throw new Problem(t('The column {name} changes by itself, so nothing can be compared with it.', { name: term.subject }))
  const op = term.kind === 'compare' ? inverse[term.sign] : undefined
  const seconds = term.kind === 'compare' ? printedSeconds(term.value) : null
  if (op === undefined || seconds === null) throw new Problem(t('An age is compared by > or < with a span of time: Age>7d, Age<1h30m.'))
  return { path: '.metadata.creationTimestamp', op, value: new Date(nowMs - seconds * 1000).toISOString() }
}

/** Throws BAD_REQUEST. */
function checkSelector(selector: string): string {
  parseLabelSelector(selector)
  return selector
}
