'use client'

import { useEffect, useState } from 'react'
import type { FieldSteps } from '#domain/form/check-value.ts'
import { valueEdits } from '#domain/form/value-edits.ts'
import { readYamlText } from '#domain/form/yaml-edit.ts'
import { writeYaml } from '#domain/kubectl-yaml.ts'
import { sameValue } from '#domain/object-diff.ts'
import { useText } from '#use-text'
import { useForm } from './form-context.ts'
import type { ControlProps } from './form-row.tsx'
import { unreadAt } from './unread-texts.ts'

type Props = { at: FieldSteps; value: unknown; control: ControlProps }

/** A value of which no schema says what it is, as YAML of its own. What is no YAML yet is kept until it is. */
export function YamlIsland({ at, value, control }: Props) {
  const t = useText()
  const { changeAll, unread } = useForm()
  const [typed, setTyped] = useState(() => writeYaml(value))
  useEffect(() => setTyped(now => (sameValue(readYamlText(now).value, value) ? now : writeYaml(value))), [value])
  const kept = unreadAt(unread.texts, at, value)
  const text = kept?.text ?? typed
  const onChange = (next: string) => {
    const read = readYamlText(next)
    const [problem] = read.problems
    if (problem || read.value === undefined) return unread.keep({ at, over: value, text: next, message: problem?.message ?? t('This is no YAML.') })
    setTyped(next)
    unread.drop(at)
    changeAll(valueEdits(value, read.value, at))
  }
  return (
    <>
      <textarea
        {...control}
        aria-invalid={kept !== undefined}
        className="field h-auto min-h-16 w-full py-1 font-mono"
        rows={Math.min(24, text.split('\n').length + 1)}
        spellCheck={false}
        value={text}
        onChange={event => onChange(event.target.value)}
      />
      <p className="mt-0.5 text-sm text-text-3">
        {kept === undefined ? t('YAML: the schema takes anything here.') : <span className="text-failing">{kept.message}</span>}
      </p>
    </>
  )
}
