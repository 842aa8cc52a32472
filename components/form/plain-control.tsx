'use client'

import { useEffect, useState } from 'react'
import { writeExactJson } from '#domain/exact-json.ts'
import type { FieldSteps } from '#domain/form/check-value.ts'
import type { FormNode } from '#domain/form/form-node.ts'
import type { Text } from '#domain/text.ts'
import { useText } from '#use-text'
import { useForm } from './form-context.ts'
import type { ControlProps } from './form-row.tsx'
import { TextControl } from './text-control.tsx'

type Props = { at: FieldSteps; node: FormNode; value: unknown; control: ControlProps }

/** The control of a value that has no fields of its own. */
export function PlainControl({ at, node, value, control: common }: Props) {
  const t = useText()
  const { change } = useForm()
  switch (node.kind) {
    case 'boolean':
      return (
        <select {...common} className="field w-32" value={String(value)} onChange={event => change(at, event.target.value === 'true')}>
          {value !== true && value !== false && <option value={String(value)}>{String(value)}</option>}
          {['true', 'false'].map(each => (
            <option key={each}>{each}</option>
          ))}
        </select>
      )
    case 'choice': {
      const isKnown = node.options.some(option => option === value)
      return (
        <select
          {...common}
          className="field max-w-full font-mono"
          value={String(value)}
          onChange={event => change(at, node.options.find(option => String(option) === event.target.value) ?? event.target.value)}
        >
          {!isKnown && <option value={String(value)}>{String(value)}</option>}
          {node.options.map(option => (
            <option key={String(option)}>{String(option)}</option>
          ))}
        </select>
      )
    }
    case 'number':
      return (
        <TypedInput
          {...common}
          value={value}
          read={readNumber}
          className="w-40"
          inputMode="numeric"
          onValue={next => change(at, next)}
          placeholder={hint(node.fallback, t)}
        />
      )
    case 'intOrString':
      return (
        <TypedInput {...common} value={value} read={readIntOrString} className="w-56" onValue={next => change(at, next)} placeholder={hint(node.fallback, t)} />
      )
    default: {
      const text = typeof value === 'string' ? value : writeExactJson(value)
      return <TextControl control={common} text={text} placeholder={hint(node.fallback, t)} onText={next => change(at, next)} />
    }
  }
}

type TypedProps = ControlProps & {
  value: unknown
  /** What the text means; undefined where it means nothing, and stays a text. */
  read: (text: string) => unknown
  onValue: (value: unknown) => void
  className: string
  inputMode?: 'numeric'
  placeholder: string | undefined
}

/** A field whose text is on its way to be a value: `-`, `1.` and nothing at all are none yet. */
function TypedInput({ value, read, onValue, className, ...more }: TypedProps) {
  const [text, setText] = useState(String(value ?? ''))
  useEffect(() => setText(now => (Object.is(read(now), value) || now === value ? now : String(value ?? ''))), [value, read])
  return (
    <input
      {...more}
      className={`field font-mono ${className}`}
      autoComplete="off"
      spellCheck={false}
      value={text}
      onChange={event => {
        setText(event.target.value)
        onValue(read(event.target.value) ?? event.target.value)
      }}
    />
  )
}

function readNumber(text: string): unknown {
  if (!/^-?\d+(?:\.\d+)?$/.test(text.trim())) return undefined
  return text.includes('.') ? Number(text) : wholeNumber(text)
}

function readIntOrString(text: string): unknown {
  return /^-?\d+$/.test(text) ? wholeNumber(text) : text
}

function wholeNumber(text: string): number | bigint {
  // What JavaScript does not know exactly would be another number.
  return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text.trim())
}

function hint(fallback: unknown, t: Text): string | undefined {
  // An empty text is what the field shows anyway.
  return fallback === undefined || fallback === ''
    ? undefined
    : t('default {value}', { value: typeof fallback === 'string' ? fallback : JSON.stringify(fallback) })
}
