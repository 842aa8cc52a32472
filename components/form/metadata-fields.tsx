'use client'

import { useId } from 'react'
import { asRecord } from '#domain/conditions.ts'
import { useText } from '#use-text'
import { useForm } from './form-context.ts'
import { KeyValues } from './key-values.tsx'
import { useNamespaceChoices } from './namespace-choices.ts'

/** Names of fields are the same in every language. */
const fieldNames = { metadata: 'metadata', name: 'name', namespace: 'namespace' }

/** What names an object, and what is said of it to tell it from others. */
export function MetadataFields({ value, isNamed }: { value: Record<string, unknown>; isNamed: boolean }) {
  const t = useText()
  const { change } = useForm()
  const namespaces = useNamespaceChoices()
  const id = useId()
  const metadata = asRecord(value['metadata']) ?? {}
  return (
    <fieldset className="space-y-2">
      <legend className="mb-1 font-mono text-sm text-text-2">{fieldNames.metadata}</legend>
      {!isNamed && (
        <div className="form-row">
          <label htmlFor={id} className="font-mono text-sm">
            {fieldNames.name}{' '}
            <span className="text-failing" title={t('Required')} aria-hidden="true">
              *
            </span>
          </label>
          <input
            id={id}
            className="field w-full max-w-[560px] font-mono"
            required
            autoComplete="off"
            spellCheck={false}
            value={String(metadata['name'] ?? '')}
            onChange={event => change(['metadata', 'name'], event.target.value)}
          />
        </div>
      )}
      {!isNamed && namespaces && (
        <div className="form-row">
          <label htmlFor={`${id}-namespace`} className="font-mono text-sm">
            {fieldNames.namespace}
          </label>
          <input
            id={`${id}-namespace`}
            className="field w-full max-w-[560px] font-mono"
            list={`${id}-namespaces`}
            autoComplete="off"
            spellCheck={false}
            value={String(metadata['namespace'] ?? '')}
            onChange={event => change(['metadata', 'namespace'], event.target.value || undefined)}
          />
          <datalist id={`${id}-namespaces`}>
            {namespaces.map(namespace => (
              <option key={namespace} value={namespace} />
            ))}
          </datalist>
        </div>
      )}
      <KeyValues name="labels" value={asRecord(metadata['labels']) ?? {}} onChange={(key, text) => change(['metadata', 'labels', key], text)} />
      <KeyValues name="annotations" value={asRecord(metadata['annotations']) ?? {}} onChange={(key, text) => change(['metadata', 'annotations', key], text)} />
    </fieldset>
  )
}
