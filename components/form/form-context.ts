import { createContext, type RefObject, useContext } from 'react'
import type { FieldSteps } from '#domain/form/check-value.ts'
import type { KindSchema } from '#domain/form/schema-document.ts'
import type { JudgedRule } from '#domain/form/schema-rules.ts'
import type { FieldEdit } from '#domain/form/yaml-edit.ts'
import type { UnreadTexts } from './unread-texts.ts'

/** What the controls of a form share. */
export type Form = {
  document: KindSchema
  /** Sets a field; undefined removes it. */
  change: (at: FieldSteps, value: unknown) => void
  changeAll: (edits: readonly FieldEdit[]) => void
  /** Sets fields together, and gives the focus to one that is new. */
  add: (at: FieldSteps, edits: readonly FieldEdit[]) => void
  /** The field that is to have the focus once it is there, by `stepsKey`. */
  wanted: RefObject<string | null>
  /** What is wrong with a field itself, by `stepsKey`. */
  problems: ReadonlyMap<string, readonly string[]>
  /** What is said of a field by rules, by `stepsKey` and rule. */
  judged: ReadonlyMap<string, ReadonlyMap<string, JudgedRule>>
  /** What fields hold that is no value of theirs yet. */
  unread: UnreadTexts
  /** Whether every field says what it is. */
  describe: boolean
}

export const FormContext = createContext<Form | null>(null)

export function useForm(): Form {
  const form = useContext(FormContext)
  if (form === null) throw new Error('there is no form around this control')
  return form
}

/** Names a field among all of an object. */
export function stepsKey(at: FieldSteps): string {
  return JSON.stringify(at)
}
