import { asRecord } from '../conditions.ts'

/** A value found, and the path of it as `spec.http[0].route[1]`. */
export type ValueAt = { value: unknown; via: string }

/** What stands at a path such as `spec.http[].route[].destination.host`; `[]` means each of a list. A field that is absent gives nothing. */
export function valuesAt(root: unknown, path: string): ValueAt[] {
  return path.split('.').reduce<ValueAt[]>((found, step) => found.flatMap(at => takeStep(at, step)), [{ value: root, via: '' }])
}

function takeStep({ value, via }: ValueAt, step: string): ValueAt[] {
  const isEach = step.endsWith('[]')
  const field = isEach ? step.slice(0, -2) : step
  const record = asRecord(value)
  if (!record || !Object.hasOwn(record, field)) return []
  const inner = record[field]
  const path = via === '' ? field : `${via}.${field}`
  if (!isEach) return inner === undefined || inner === null ? [] : [{ value: inner, via: path }]
  return Array.isArray(inner) ? inner.map((item, index) => ({ value: item, via: `${path}[${index}]` })) : []
}
