import { writeYaml } from '../kubectl-yaml.ts'
import { isRecord } from '../object-diff.ts'
import type { Text } from '../text.ts'
import type { FieldSteps } from './check-value.ts'
import { type IslandRead, readIsland } from './island.ts'
import { valueEdits } from './value-edits.ts'
import type { FieldEdit } from './yaml-edit.ts'

/** What an object holds beside the fields that its schema names. */
export type OtherFields = Readonly<Record<string, unknown>>

export function otherFields(object: Record<string, unknown>, named: ReadonlySet<string>): OtherFields {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !named.has(name)))
}

/** Such fields as YAML of their own; no text where there are none. */
export function writeOtherFields(others: OtherFields): string {
  return Object.keys(others).length === 0 ? '' : writeYaml(others)
}

/** Such fields from that text. A field that the schema names is none of them: what is half a word may be its name, and it may have a value. */
export function readOtherFields(text: string, named: ReadonlySet<string>, t: Text): IslandRead<OtherFields> {
  const read = readIsland(text, t)
  if (read.problem !== null) return read
  const value = read.value ?? {}
  if (!isRecord(value)) return { problem: t('It is a map of fields.') }
  const taken = Object.keys(value).filter(name => named.has(name))
  return taken.length === 0 ? { value, problem: null } : { problem: t('The form has these by themselves: {names}.', { names: taken.join(', ') }) }
}

/** What makes other fields of an object of these. The object stays when they were all that it held. */
export function otherFieldsEdits(at: FieldSteps, object: Record<string, unknown>, from: OtherFields, to: OtherFields): FieldEdit[] {
  if (Object.keys(to).length > 0) return valueEdits(from, to, at)
  const gone = Object.keys(from)
  const isBare = at.length > 0 && gone.length === Object.keys(object).length
  return isBare && gone.length > 0 ? [[at, {}]] : gone.map(name => [[...at, name], undefined])
}
