'use client'

import type { KubeObject } from '#contract/kubernetes.ts'
import { readConditions } from '#domain/conditions.ts'
import { isRecord } from '#domain/object-diff.ts'
import type { FieldNotes } from '#domain/schema-notes.ts'
import { ChangeList } from './change-list.tsx'
import { ConditionsTable } from './conditions-table.tsx'
import { FieldSection } from './field-section.tsx'
import { MetadataPanel } from './metadata-panel.tsx'

type Props = { kind: string; object: KubeObject; notes: FieldNotes; relations: React.ReactNode }

/** Conditions and fields on the left, what names and surrounds the object on the right. */
export function ObjectOverview({ kind, object, notes, relations }: Props) {
  const conditions = readConditions(object)
  const { apiVersion: _apiVersion, kind: _kind, metadata, ...fields } = object
  // Conditions have their own table.
  const status = isRecord(fields.status) && conditions.length > 0 ? without(fields.status, 'conditions') : fields.status
  const sections = Object.entries({ ...fields, status }).filter(([, value]) => value !== undefined && !isEmpty(value))
  return (
    <div className="grid items-start gap-3 xl:grid-cols-[minmax(0,1fr)_340px]">
      <div className="space-y-3">
        {conditions.length > 0 && <ConditionsTable conditions={conditions} generation={metadata.generation} />}
        {sections.map(([name, value]) => (
          <FieldSection key={name} name={name} value={value} notes={notes} hidden={kind === 'Secret' && (name === 'data' || name === 'stringData')} />
        ))}
        {sections.length === 0 && conditions.length === 0 && <p className="text-text-2">It has no fields beside its metadata.</p>}
      </div>
      <div className="space-y-3">
        <MetadataPanel metadata={metadata} />
        {relations}
        <ChangeList object={object} />
      </div>
    </div>
  )
}

function without(record: Record<string, unknown>, key: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key))
}

function isEmpty(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length === 0
}
