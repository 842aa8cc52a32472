import { AppError } from '#errors/app-error.ts'
import { asRecord } from './conditions.ts'

/** `all`: every element of a list, every value of a map. */
type Step = { key: string } | { index: number } | 'all'
export type FieldPath = readonly Step[]

const step = /\.((?:[^.[\]\\]|\\.)+)|\[(\d{1,9})\]|\[(\*)\]|\['((?:[^'\\]|\\.)*)'\]/y

/**
 * A path to a field: `.spec.hosts[0]`, `.spec.http[*].name`, `.metadata.labels['app.kubernetes.io/name']`, and as kubectl writes the
 * last, `.metadata.labels.app\.kubernetes\.io/name`. The first dot may be left out. Throws BAD_REQUEST.
 */
export function parseFieldPath(text: string): FieldPath {
  const steps: Step[] = []
  const whole = /^[.[]/.test(text) ? text : `.${text}`
  step.lastIndex = 0
  while (step.lastIndex < whole.length) {
    const at = step.lastIndex
    const found = step.exec(whole)
    if (!found)
      throw new AppError('BAD_REQUEST', `'${text}' is no path to a field: it is not understood from '${whole.slice(at)}' on. Write it as .spec.hosts[0].`)
    const [, plain, index, all, quoted] = found
    if (all) steps.push('all')
    else if (index !== undefined) steps.push({ index: Number(index) })
    else steps.push({ key: (plain ?? quoted ?? '').replace(/\\(.)/g, '$1') })
  }
  return steps
}

/** What stands at the path: none, one, or several; a list at its end stands for its elements. Null counts as absent. */
export function valuesAt(object: unknown, path: FieldPath): unknown[] {
  let values: unknown[] = [object]
  for (const next of path) values = values.flatMap(value => take(value, next))
  return values.flatMap(value => (Array.isArray(value) ? value : [value])).filter(value => value !== null && value !== undefined)
}

function take(value: unknown, next: Step): unknown[] {
  if (next === 'all') return Array.isArray(value) ? value : Object.values(asRecord(value) ?? {})
  if ('index' in next) return Array.isArray(value) ? value.slice(next.index, next.index + 1) : []
  const record = asRecord(value)
  return record && Object.hasOwn(record, next.key) ? [record[next.key]] : []
}
