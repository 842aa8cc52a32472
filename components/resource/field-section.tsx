'use client'

import { memo, useState } from 'react'
import { countFields, isRecord } from '#domain/object-diff.ts'
import type { FieldNotes } from '#domain/schema-notes.ts'
import { useText } from '#use-text'
import { FieldTree } from './field-tree.tsx'
import { FieldValue } from './field-value.tsx'

const manyFields = 200

/** One top-level field of an object as a section. */
export const FieldSection = memo(function FieldSection({ name, value, notes }: { name: string; value: unknown; notes: FieldNotes }) {
  const t = useText()
  const [describe, setDescribe] = useState(false)
  const nested = isRecord(value) || Array.isArray(value)
  const note = notes[`/${name}`]?.description
  return (
    <section aria-labelledby={`field-${name}`} className="panel">
      <header className="flex h-9 items-center gap-3 border-b border-line px-3">
        <h2 id={`field-${name}`} className="section-title">
          {name}
        </h2>
        {nested && (
          <label className="ml-auto flex items-center gap-1.5 text-sm text-text-2">
            <input type="checkbox" className="accent-accent-fill" checked={describe} onChange={event => setDescribe(event.target.checked)} />
            {t('Describe fields')}
          </label>
        )}
      </header>
      <div className="overflow-x-auto px-3 py-2">
        {describe && note && <p className="mb-2 max-w-[80ch] text-sm text-text-3">{note}</p>}
        {nested ? (
          <FieldTree
            value={value}
            notes={notes}
            path={`/${name}`}
            at={name}
            describe={describe}
            openDepth={countFields(value, manyFields) < manyFields ? manyFields : 3}
          />
        ) : (
          <FieldValue value={value} />
        )}
      </div>
    </section>
  )
})
