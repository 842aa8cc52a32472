'use client'

import { ArrowLeft } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useSchema } from '#client/use-schema.ts'
import { InlineFailure } from '#components/state/inline-failure.tsx'
import { toFailure } from '#domain/failure.ts'
import { readDefinition } from '#domain/schema-text.ts'
import { useText } from '#use-text'
import { TypeMembers } from './type-members.tsx'

const roots = ['Query', 'Mutation', 'Subscription']
const shownNames = 50

/** The schema, one type at a time, with a search over the names of all. */
export function SchemaDocs() {
  const t = useText()
  const { schema, error } = useSchema()
  const [trail, setTrail] = useState<readonly string[]>(['Query'])
  const [filter, setFilter] = useState('')
  const name = trail.at(-1) ?? 'Query'
  const definition = useMemo(() => readDefinition(schema?.get(name) ?? []), [schema, name])
  const names = useMemo(() => findNames(schema, filter), [schema, filter])
  const go = (next: readonly string[]) => {
    setTrail(next)
    setFilter('')
  }
  return (
    <section aria-label={t('Types')} className="flex min-h-0 min-w-0 flex-col overflow-y-auto border-l border-line bg-sunken">
      <div className="sticky top-0 z-10 space-y-2 border-b border-line bg-sunken px-3 py-2">
        <nav aria-label={t('Roots of the schema')} className="flex flex-wrap gap-1">
          {trail.length > 1 && (
            <button
              type="button"
              className="button button-quiet px-1.5"
              aria-label={t('Back to {name}', { name: trail.at(-2) ?? '' })}
              onClick={() => go(trail.slice(0, -1))}
            >
              <ArrowLeft size={14} strokeWidth={1.75} aria-hidden="true" />
            </button>
          )}
          {roots.map(root => (
            <button key={root} type="button" className={`button button-quiet px-1.5 ${name === root ? 'bg-selected' : ''}`} onClick={() => go([root])}>
              {root}
            </button>
          ))}
        </nav>
        <input
          type="search"
          className="field w-full"
          aria-label={t('Find a type or a field')}
          placeholder={t('Find a type or a field')}
          value={filter}
          onChange={event => setFilter(event.target.value)}
        />
      </div>
      {error !== null && (
        <div className="p-3">
          <InlineFailure title={t('The schema cannot be shown')} failure={toFailure(error)} />
        </div>
      )}
      {!schema && error === null && (
        <p role="status" className="px-3 py-2 text-text-2">
          {t('Reading the schema…')}
        </p>
      )}
      {schema && (
        <div className="px-3 py-2">
          {names.length > 0 && (
            <ul aria-label={t('Types found')} className="mb-3 border-b border-line pb-2">
              {names.map(found => (
                <li key={found}>
                  <button type="button" className="link text-left font-mono text-sm [overflow-wrap:anywhere]" onClick={() => go([...trail, found])}>
                    {found}
                  </button>
                </li>
              ))}
            </ul>
          )}
          <h2 className="font-mono font-semibold [overflow-wrap:anywhere]">{name}</h2>
          <p className="text-sm text-text-3">{schema.has(name) ? definition.kind : t('built into GraphQL')}</p>
          {definition.description && <p className="mt-1 mb-2 text-text-2 [overflow-wrap:anywhere]">{definition.description}</p>}
          <TypeMembers fields={definition.fields} filter={filter} onType={next => go([...trail, next])} />
        </div>
      )}
    </section>
  )
}

/** Types whose names hold all words; the shortest first, as it is the one meant most often. */
function findNames(schema: ReadonlyMap<string, unknown> | undefined, filter: string): string[] {
  const words = filter
    .toLowerCase()
    .split(/[\s.]+/)
    .filter(Boolean)
  if (!schema || words.length === 0) return []
  const found = [...schema.keys()].filter(name => words.every(word => name.toLowerCase().includes(word)))
  return found.sort((a, b) => a.length - b.length || (a < b ? -1 : 1)).slice(0, shownNames)
}
