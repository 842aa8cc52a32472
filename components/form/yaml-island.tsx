'use client'

import { useCallback } from 'react'
import type { FieldSteps } from '#domain/form/check-value.ts'
import { readIsland } from '#domain/form/island.ts'
import { valueEdits } from '#domain/form/value-edits.ts'
import { writeYaml } from '#domain/kubectl-yaml.ts'
import { useText } from '#use-text'
import { useForm } from './form-context.ts'
import type { ControlProps } from './form-row.tsx'
import { IslandText } from './island-text.tsx'

/** A value of which no schema says what it is. */
export function YamlIsland({ at, value, control }: { at: FieldSteps; value: unknown; control: ControlProps }) {
  const t = useText()
  const { changeAll } = useForm()
  const read = useCallback((text: string) => readIsland(text, t), [t])
  return (
    <IslandText
      at={at}
      value={value}
      control={control}
      write={writeYaml}
      read={read}
      onValue={next => changeAll(valueEdits(value, next, at))}
      hint={t('YAML: the schema takes anything here.')}
    />
  )
}
