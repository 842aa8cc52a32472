'use client'

import { useEffect, useId, useState } from 'react'
import type { FieldSteps } from '#domain/form/check-value.ts'
import type { IslandRead } from '#domain/form/island.ts'
import { sameValue } from '#domain/object-diff.ts'
import { useForm } from './form-context.ts'
import type { ControlProps } from './form-row.tsx'
import { unreadAt } from './unread-texts.ts'

type Props<Value> = {
  at: FieldSteps
  value: Value
  control: ControlProps
  write: (value: Value) => string
  read: (text: string) => IslandRead<Value>
  onValue: (value: Value) => void
  /** What may be written. */
  hint: string
}

/** YAML of its own within a form. What says nothing yet is kept until it does. */
export function IslandText<Value>({ at, value, control, write, read, onValue, hint }: Props<Value>) {
  const { unread } = useForm()
  const hintId = useId()
  const [typed, setTyped] = useState(() => write(value))
  useEffect(() => setTyped(now => (says(read(now), value) ? now : write(value))), [value, read, write])
  const kept = unreadAt(unread.texts, at, value)
  const text = kept?.text ?? typed
  const onChange = (next: string) => {
    const said = read(next)
    if (said.problem !== null) return unread.keep({ at, over: value, text: next, message: said.problem })
    setTyped(next)
    unread.drop(at)
    onValue(said.value)
  }
  return (
    <>
      <textarea
        {...control}
        aria-describedby={[control['aria-describedby'], hintId].filter(Boolean).join(' ')}
        aria-invalid={kept !== undefined}
        className="field h-auto min-h-16 w-full py-1 font-mono"
        rows={Math.min(24, text.split('\n').length + 1)}
        spellCheck={false}
        value={text}
        onChange={event => onChange(event.target.value)}
      />
      <p id={hintId} className="mt-0.5 text-sm text-text-3">
        {kept === undefined ? hint : <span className="text-failing">{kept.message}</span>}
      </p>
    </>
  )
}

function says(read: IslandRead<unknown>, value: unknown): boolean {
  return read.problem === null && sameValue(read.value, value)
}
