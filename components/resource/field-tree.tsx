'use client'

import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { isRecord } from '#domain/object-diff.ts'
import { type FieldNotes, fieldKey } from '#domain/schema-notes.ts'
import { FieldValue } from './field-value.tsx'

type Props = {
  value: unknown
  notes: FieldNotes
  path: string
  describe: boolean
  /** How many levels stand open at first. */
  openDepth: number
  depth?: number
}

/** A value's fields, nested as they are, each with what the schema says of it. Fields the schema does not know are shown too. */
export function FieldTree({ value, notes, path, describe, openDepth, depth = 0 }: Props) {
  const entries: [string | number, unknown][] = Array.isArray(value) ? value.map((item, index) => [index, item]) : isRecord(value) ? Object.entries(value) : []
  return (
    <ul className={depth > 0 ? 'ml-[7px] border-l border-line pl-3' : ''}>
      {entries.map(([step, child]) => (
        <Field key={step} {...{ step, notes, describe, openDepth, depth }} value={child} path={fieldKey(path, step)} />
      ))}
    </ul>
  )
}

type FieldProps = { step: string | number; value: unknown; notes: FieldNotes; path: string; describe: boolean; openDepth: number; depth: number }

function Field({ step, value, notes, path, describe, openDepth, depth }: FieldProps) {
  const size = isShortList(value) ? 0 : isRecord(value) ? Object.keys(value).length : Array.isArray(value) ? value.length : 0
  const [open, setOpen] = useState(depth < openDepth && size <= 60)
  const [asked, setAsked] = useState(false)
  const note = typeof step === 'string' ? notes[path] : undefined
  const name = typeof step === 'number' ? `${step}` : step
  return (
    <li>
      <div className="flex min-h-6 items-baseline gap-2">
        {size > 0 ? (
          <button
            type="button"
            className="-mr-1 -ml-1 self-start rounded p-1 text-text-3 hover:text-text"
            aria-expanded={open}
            aria-label={`${open ? 'Fold' : 'Unfold'} ${name}`}
            onClick={() => setOpen(!open)}
          >
            <ChevronRight size={12} strokeWidth={2} aria-hidden="true" className={open ? 'rotate-90' : ''} />
          </button>
        ) : (
          <span className="w-3 shrink-0" />
        )}
        {note?.description && !describe ? (
          <button
            type="button"
            className="shrink-0 font-mono text-sm text-text-2 decoration-dotted underline-offset-3 hover:underline"
            aria-expanded={asked}
            title={note.description}
            onClick={() => setAsked(!asked)}
          >
            {name}
          </button>
        ) : (
          <span className={`shrink-0 font-mono text-sm ${typeof step === 'number' ? 'text-text-3' : 'text-text-2'}`}>{name}</span>
        )}
        {size > 0 ? (
          <span className="text-sm text-text-3">{open ? '' : sizeText(value, size)}</span>
        ) : (
          <FieldValue value={isShortList(value) ? value.join(', ') : value} />
        )}
      </div>
      {note && (describe || asked) && (
        <p className="mb-1 ml-5 max-w-[80ch] text-sm text-text-3">
          <span className="font-mono">{note.type}</span>
          {note.required && ', required'}
          {note.description && ` · ${note.description}`}
        </p>
      )}
      {size > 0 && open && <FieldTree {...{ value, notes, path, describe, openDepth }} depth={depth + 1} />}
    </li>
  )
}

const shortListCharacters = 120

/** A list of plain values that fits on a line. */
function isShortList(value: unknown): value is (string | number | boolean)[] {
  if (!Array.isArray(value) || value.length === 0) return false
  const plain = value.every(item => typeof item === 'number' || typeof item === 'boolean' || (typeof item === 'string' && item !== '' && !/[\n,]/.test(item)))
  return plain && value.join(', ').length <= shortListCharacters
}

function sizeText(value: unknown, size: number): string {
  const what = Array.isArray(value) ? 'item' : 'field'
  return `${size} ${what}${size === 1 ? '' : 's'}`
}
