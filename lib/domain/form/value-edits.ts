import { isRecord, ownField, sameValue } from '../object-diff.ts'
import type { FieldSteps } from './check-value.ts'
import type { FieldEdit } from './yaml-edit.ts'

/** What makes one value of another, field by field; a list whose length changes is one value. */
export function valueEdits(from: unknown, to: unknown, at: FieldSteps = []): FieldEdit[] {
  if (sameValue(from, to)) return []
  // What is left empty by the removal of its fields goes with them, so one that is to be empty is one value, and what comes comes first.
  if (isRecord(from) && isRecord(to) && Object.keys(to).length > 0) {
    const gone = Object.keys(from).filter(name => !Object.hasOwn(to, name))
    return [
      ...Object.keys(to).flatMap(name => valueEdits(ownField(from, name), ownField(to, name), [...at, name])),
      ...gone.map(name => [[...at, name], undefined] as const),
    ]
  }
  if (Array.isArray(from) && Array.isArray(to) && from.length === to.length) return from.flatMap((item, index) => valueEdits(item, to[index], [...at, index]))
  return [[at, to]]
}
