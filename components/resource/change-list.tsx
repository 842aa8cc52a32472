import { ChevronRight } from 'lucide-react'
import type { KubeObject } from '#contract/kubernetes.ts'
import { type FieldChange, fieldChanges, operationWords } from '#domain/field-changes.ts'
import { useText } from '#use-text'
import { Moment } from './moment.tsx'

const shown = 8

/** Who set which fields last, as the object's managedFields tell it. */
export function ChangeList({ object }: { object: KubeObject }) {
  const t = useText()
  const changes = fieldChanges(object)
  if (changes.length === 0) return null
  return (
    <section aria-labelledby="changes" className="panel">
      <h2 id="changes" className="section-title flex h-9 items-center border-b border-line px-3">
        {t('Last changes')}
      </h2>
      <ul className="px-3 py-2">
        {changes.slice(0, shown).map(change => (
          <li key={[change.manager, change.operation, change.subresource, change.apiVersion].join('\n')} className="py-0.5">
            <Change change={change} />
          </li>
        ))}
      </ul>
      {changes.length > shown && (
        <p className="px-3 pb-2 text-sm text-text-3">{t('{count} older ones stand in the YAML.', { count: changes.length - shown })}</p>
      )}
    </section>
  )
}

function Change({ change: { manager, operation, subresource, time, paths, more } }: { change: FieldChange }) {
  const t = useText()
  const did = t(operationWords[operation] ?? operation)
  return (
    <details className="group">
      <summary className="flex list-none items-baseline gap-2">
        <ChevronRight size={12} strokeWidth={2} aria-hidden="true" className="shrink-0 self-center text-text-3 group-open:rotate-90" />
        <span className="min-w-0 truncate font-medium" title={manager}>
          {manager}
        </span>
        <span className="shrink-0 text-sm text-text-3">{subresource === '' ? did : t('{operation} of {subresource}', { operation: did, subresource })}</span>
        {time !== null && (
          <span className="ml-auto shrink-0 text-sm text-text-2">
            <Moment at={time} focusable={false} />
          </span>
        )}
      </summary>
      <ul
        aria-label={t('Fields of {manager}', { manager })}
        className="mb-1 ml-1.5 border-l border-line pl-2.5 font-mono text-xs text-text-2 [overflow-wrap:anywhere]"
      >
        {paths.map(path => (
          <li key={path}>{path}</li>
        ))}
        {more > 0 && <li className="font-sans text-text-3">{t('and {more} more', { more })}</li>}
      </ul>
    </details>
  )
}
