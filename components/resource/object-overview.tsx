'use client'

import { useMemo } from 'react'
import { useKinds } from '#components/shell/kinds-context.tsx'
import type { KubeObject } from '#contract/kubernetes.ts'
import { readConditions } from '#domain/conditions.ts'
import { isRecord } from '#domain/object-diff.ts'
import { pointerLinks } from '#domain/pointer-links.ts'
import type { FieldNotes } from '#domain/schema-notes.ts'
import { useText } from '#use-text'
import { ChangeList } from './change-list.tsx'
import { ConditionsTable } from './conditions-table.tsx'
import { FieldSection } from './field-section.tsx'
import { PointerLinks } from './field-tree.tsx'
import { MetadataPanel } from './metadata-panel.tsx'

type Props = { object: KubeObject; notes: FieldNotes; relations: React.ReactNode }

/** Conditions and fields on the left, what names and surrounds the object on the right. */
export function ObjectOverview({ object, notes, relations }: Props) {
  const t = useText()
  const conditions = readConditions(object)
  const { apiVersion: _apiVersion, kind: _kind, metadata, ...fields } = object
  const kinds = useKinds()
  // By what they are: whatever shows a field is made anew with them.
  const linksText = useMemo(() => JSON.stringify([...pointerLinks(object, kinds)]), [object, kinds])
  const links = useMemo(() => new Map(JSON.parse(linksText) as [string, string][]), [linksText])
  // Conditions have their own table.
  const hasConditions = conditions.length > 0
  const status = useMemo(
    () => (isRecord(fields.status) && hasConditions ? without(fields.status, 'conditions') : fields.status),
    [fields.status, hasConditions],
  )
  const sections = Object.entries({ ...fields, status }).filter(([, value]) => value !== undefined && !isEmpty(value))
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-3 xl:grid-cols-[minmax(0,1fr)_340px]">
      <div className="space-y-3">
        {conditions.length > 0 && <ConditionsTable conditions={conditions} generation={metadata.generation} />}
        <PointerLinks value={links}>
          {sections.map(([name, value]) => (
            <FieldSection key={name} name={name} value={value} notes={notes} />
          ))}
        </PointerLinks>
        {sections.length === 0 && conditions.length === 0 && <p className="text-text-2">{t('It has no fields beside its metadata.')}</p>}
      </div>
      <div className="space-y-3">
        <MetadataPanel metadata={metadata} />
        <ChangeList object={object} />
        {relations}
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
