'use client'

import { CircleHelp, X } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import type { FieldSteps } from '#domain/form/check-value.ts'
import type { FormNode } from '#domain/form/form-node.ts'
import { useText } from '#use-text'
import { stepsKey, useForm } from './form-context.ts'
import { RuleLines } from './rule-lines.tsx'

/** What a control has of its row. */
export type ControlProps = { id: string; 'aria-describedby': string | undefined; 'aria-required': boolean | undefined }

type Props = {
  at: FieldSteps
  name: string
  node: FormNode
  required: boolean
  /** Null where it cannot be taken away. */
  onRemove: (() => void) | null
  children: (control: ControlProps) => React.ReactNode
}

/** One field: its name, what it is, its control, and what is wrong with it. */
export function FormRow({ at, name, node, required, onRemove, children }: Props) {
  const t = useText()
  const { problems, describe, wanted } = useForm()
  const row = useRef<HTMLElement>(null)
  const id = useId()
  const [asked, setAsked] = useState(false)
  const wrong = problems.get(stepsKey(at)) ?? []
  const isNested = node.kind === 'object' || node.kind === 'list' || node.kind === 'map'
  const told = describe || asked
  const describedBy =
    [wrong.length > 0 ? `${id}-wrong` : '', ...node.rules.map((_, index) => `${id}-rules-${index}`), told ? `${id}-what` : ''].filter(Boolean).join(' ') ||
    undefined
  const Row = isNested ? 'fieldset' : 'div'
  useEffect(() => {
    if (wanted.current !== stepsKey(at)) return
    const control = row.current?.querySelector<HTMLElement>(':scope > .form-control :is(input, select, textarea, button, [contenteditable="true"])')
    if (!control) return
    wanted.current = null
    control.focus()
  })
  return (
    <Row
      ref={row as React.RefObject<(HTMLFieldSetElement & HTMLDivElement) | null>}
      className={isNested ? 'form-row form-row-nested' : 'form-row'}
      aria-label={isNested ? name : undefined}
    >
      <div className="flex min-w-0 items-center gap-1">
        <label htmlFor={isNested ? undefined : id} className="truncate font-mono text-sm" title={name}>
          {name}
          {required && (
            <span className="text-failing" title={t('Required')} aria-hidden="true">
              {' '}
              *
            </span>
          )}
        </label>
        {node.description !== '' && !describe && (
          <button
            type="button"
            className="button button-quiet h-6 px-1"
            aria-expanded={asked}
            aria-label={t('What is {name}', { name })}
            onClick={() => setAsked(!asked)}
          >
            <CircleHelp size={13} strokeWidth={1.75} aria-hidden="true" />
          </button>
        )}
        {onRemove && (
          <button type="button" className="button button-quiet h-6 px-1" aria-label={t('Remove {name}', { name })} onClick={onRemove}>
            <X size={13} strokeWidth={1.75} aria-hidden="true" />
          </button>
        )}
      </div>
      <div className="form-control min-w-0">
        {children({ id, 'aria-describedby': describedBy, 'aria-required': required || undefined })}
        {wrong.length > 0 && (
          <p id={`${id}-wrong`} className="mt-0.5 text-sm text-failing">
            {wrong.join(' ')}
          </p>
        )}
        {told && (
          <p id={`${id}-what`} className="mt-0.5 max-w-[80ch] text-sm text-text-2">
            {node.description || t('The schema says nothing of it.')}
            {node.fallback !== undefined && <span className="text-text-3"> {t('Default: {value}.', { value: JSON.stringify(node.fallback) })}</span>}
          </p>
        )}
        <RuleLines id={`${id}-rules`} at={at} rules={node.rules} />
      </div>
    </Row>
  )
}
