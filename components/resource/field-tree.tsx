'use client'

import { ChevronRight } from 'lucide-react'
import { createContext, memo, useContext, useState } from 'react'
import { AppLink } from '#components/shell/app-link.tsx'
import { Rich } from '#components/text/rich.tsx'
import { fieldUnit } from '#domain/field-unit.ts'
import { isRecord } from '#domain/object-diff.ts'
import { type FieldNote, type FieldNotes, fieldKey } from '#domain/schema-notes.ts'
import type { Text } from '#domain/text.ts'
import { useText } from '#use-text'
import { FieldValue } from './field-value.tsx'

type Props = {
  value: unknown
  notes: FieldNotes
  path: string
  /** Where the value stands, as `spec.http[0]`. */
  at: string
  describe: boolean
  /** How many levels stand open at first. */
  openDepth: number
  depth?: number
}

const noLinks: ReadonlyMap<string, string> = new Map()
/** Pages of what fields name, by the path of the field (domain/pointer-links.ts). */
export const PointerLinks = createContext(noLinks)

/** A value's fields, nested as they are, each with what the schema says of it. Fields the schema does not know are shown too. */
export function FieldTree({ value, notes, path, at, describe, openDepth, depth = 0 }: Props) {
  const entries: [string | number, unknown][] = Array.isArray(value) ? value.map((item, index) => [index, item]) : isRecord(value) ? Object.entries(value) : []
  return (
    <ul className={depth > 0 ? 'ml-[7px] border-l border-line pl-3' : ''}>
      {entries.map(([step, child]) => (
        <Field
          key={step}
          {...{ step, notes, describe, openDepth, depth }}
          value={child}
          path={fieldKey(path, step)}
          at={typeof step === 'number' ? `${at}[${step}]` : `${at}.${step}`}
        />
      ))}
    </ul>
  )
}

type FieldProps = { step: string | number; value: unknown; notes: FieldNotes; path: string; at: string; describe: boolean; openDepth: number; depth: number }

/** Made anew only where its value is another: a change leaves most of an object as it was. */
const Field = memo(function Field({ step, value, notes, path, at, describe, openDepth, depth }: FieldProps) {
  const t = useText()
  const size = isShortList(value) ? 0 : isRecord(value) ? Object.keys(value).length : Array.isArray(value) ? value.length : 0
  const [open, setOpen] = useState(depth < openDepth && size <= 60)
  const [asked, setAsked] = useState(false)
  const note = typeof step === 'string' ? notes[path] : undefined
  const name = typeof step === 'number' ? `${step}` : step
  const href = useContext(PointerLinks).get(at)
  return (
    <li>
      <div className="flex min-h-6 items-baseline gap-2">
        {size > 0 ? (
          <button
            type="button"
            className="-mr-1.5 -ml-1.5 self-start rounded p-1.5 text-text-3 hover:text-text"
            aria-expanded={open}
            aria-label={t(open ? 'Fold {name}' : 'Unfold {name}', { name })}
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
            className="min-h-6 min-w-6 shrink-0 text-left font-mono text-sm text-text-2 decoration-dotted underline-offset-3 hover:underline"
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
          <span className="text-sm text-text-3">{open ? '' : sizeText(value, size, t)}</span>
        ) : (
          <FieldLink href={href}>
            <FieldValue value={isShortList(value) ? value.join(', ') : value} />
            {typeof value === 'number' && typeof step === 'string' && <span className="text-sm text-text-3"> {fieldUnit(step)}</span>}
          </FieldLink>
        )}
      </div>
      {note && (describe || asked) && (
        <p className="mb-1 ml-5 max-w-[80ch] text-sm text-text-3">
          <TypeNote note={note} />
          {note.description && ` · ${note.description}`}
        </p>
      )}
      {size > 0 && open && <FieldTree {...{ value, notes, path, at, describe, openDepth }} depth={depth + 1} />}
    </li>
  )
})

function TypeNote({ note: { type: name, format, required, values, byDefault } }: { note: FieldNote }) {
  const t = useText()
  const type = <span className="font-mono">{format ? `${name} (${format})` : name}</span>
  return (
    <>
      {required ? <Rich text={t('{type}, required')} values={{ type }} /> : type}
      {values && (
        <>
          {' · '}
          <Rich text={t('one of {values}')} values={{ values: <span className="font-mono">{values.join(', ')}</span> }} />
        </>
      )}
      {byDefault !== undefined && (
        <>
          {' · '}
          <Rich text={t('by default {value}')} values={{ value: <span className="font-mono">{byDefault}</span> }} />
        </>
      )}
    </>
  )
}

function FieldLink({ href, children }: { href: string | undefined; children: React.ReactNode }) {
  return href === undefined ? (
    children
  ) : (
    <AppLink href={href} className="link min-w-0">
      {children}
    </AppLink>
  )
}

const shortListCharacters = 120

/** A list of plain values that fits on a line. */
function isShortList(value: unknown): value is (string | number | boolean)[] {
  if (!Array.isArray(value) || value.length === 0) return false
  const plain = value.every(item => typeof item === 'number' || typeof item === 'boolean' || (typeof item === 'string' && item !== '' && !/[\n,]/.test(item)))
  return plain && value.join(', ').length <= shortListCharacters
}

function sizeText(value: unknown, size: number, t: Text): string {
  return Array.isArray(value) ? t.count(size, '{count} item', '{count} items') : t.count(size, '{count} field', '{count} fields')
}
