'use client'

import { useId } from 'react'
import type { FieldSteps } from '#domain/form/check-value.ts'
import { otherFields, otherFieldsEdits, readOtherFields, writeOtherFields } from '#domain/form/other-fields.ts'
import { useText } from '#use-text'
import { stepsKey, useForm } from './form-context.ts'
import { IslandText } from './island-text.tsx'

type Props = {
  at: FieldSteps
  /** The object that has them. */
  value: Record<string, unknown>
  /** Fields that the form has by themselves. */
  named: ReadonlySet<string>
}

/** The fields of an object that its schema takes and does not name. */
export function OtherFieldsIsland({ at, value, named }: Props) {
  const t = useText()
  const { changeAll, problems } = useForm()
  const id = useId()
  const others = otherFields(value, named)
  const wrong = Object.keys(others).flatMap(name => (problems.get(stepsKey([...at, name])) ?? []).map(message => `${name}: ${message}`))
  return (
    <div className="form-row">
      <label htmlFor={id} className="text-sm">
        {t('Other fields')}
      </label>
      <div className="min-w-0">
        <IslandText
          at={at}
          value={others}
          control={{ id, 'aria-describedby': wrong.length > 0 ? `${id}-wrong` : undefined, 'aria-required': undefined }}
          write={writeOtherFields}
          read={text => readOtherFields(text, named, t)}
          onValue={next => changeAll(otherFieldsEdits(at, value, others, next))}
          hint={t('YAML: the schema takes other fields beside its own.')}
        />
        {wrong.length > 0 && (
          <p id={`${id}-wrong`} className="mt-0.5 text-sm text-failing">
            {wrong.join(' ')}
          </p>
        )}
      </div>
    </div>
  )
}
