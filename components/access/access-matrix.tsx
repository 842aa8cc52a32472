'use client'

import { useMemo } from 'react'
import { useAddressState } from '#client/use-address-state.ts'
import { AppLink } from '#components/shell/app-link.tsx'
import { parseMatrixQuery, withMatrixQuery } from '#domain/matrix-query.ts'
import { useText } from '#use-text'
import { MatrixSection } from './matrix-section.tsx'

const writing = { parse: parseMatrixQuery, write: withMatrixQuery, typed: 'filter' as const }

/** One kind. `everywhere`, and `within` in the order of the columns: what may be done, in words; '' nothing. `within` null: it is in no namespace. */
export type AccessRow = { key: string; kind: string; group: string; path: string; everywhere: string; within: string[] | null }

/** What may be done with each kind: in the whole cluster, and in each namespace where that is more. Which kinds are shown is in the address. */
export function AccessMatrix({ columns, rows }: { columns: readonly string[]; rows: readonly AccessRow[] }) {
  const t = useText()
  const [{ filter, closed: isClosedShown }, change] = useAddressState(writing)
  const open = useMemo(() => rows.filter(isOpen), [rows])
  const shown = (isClosedShown ? rows : open).filter(({ key, kind }) => `${key} ${kind}`.toLowerCase().includes(filter.trim().toLowerCase()))
  const closed = rows.length - open.length
  return (
    <MatrixSection
      controls={
        <>
          <input
            type="search"
            className="field w-64"
            aria-label={t('Find a kind')}
            placeholder={t('Find a kind')}
            data-shortcut="/"
            value={filter}
            onChange={event => change({ filter: event.target.value })}
          />
          {closed > 0 && (
            <label className="flex items-center gap-1.5 text-text-2">
              <input type="checkbox" className="accent-accent-fill" checked={isClosedShown} onChange={event => change({ closed: event.target.checked })} />
              {t.count(closed, 'also {count} kind closed to you', 'also {count} kinds closed to you')}
            </label>
          )}
        </>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrollable by keyboard. */}
      <section className="panel relative overflow-x-auto" tabIndex={0} aria-label={t('What I may do, scrollable')}>
        <table className="grid-table" aria-label={t('What I may do')}>
          <thead>
            <tr>
              <th scope="col">{t('Kind')}</th>
              <th scope="col">{t('Whole cluster')}</th>
              {columns.map(namespace => (
                <th key={namespace} scope="col" className="font-mono">
                  {namespace}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(({ key, kind, path, everywhere, within }) => (
              <tr key={key}>
                <th scope="row" className="font-normal">
                  <AppLink href={path} className="font-medium text-text hover:underline">
                    {kind}
                  </AppLink>{' '}
                  <span className="font-mono text-sm text-text-3">{key}</span>
                </th>
                <td>{everywhere || <Nothing />}</td>
                {columns.map((namespace, index) => (
                  <td key={namespace}>{within === null ? '' : within[index] || <Nothing />}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {shown.length === 0 && (
        <p className="text-text-2">{rows.length === 0 ? t('The cluster serves nothing here.') : t('No kind here is called so, or none is open to you.')}</p>
      )}
    </MatrixSection>
  )
}

function Nothing() {
  const t = useText()
  return (
    <span className="text-text-3">
      <span aria-hidden="true">–</span>
      <span className="sr-only">{t('nothing')}</span>
    </span>
  )
}

function isOpen({ everywhere, within }: AccessRow): boolean {
  return everywhere !== '' || (within?.some(text => text !== '') ?? false)
}
