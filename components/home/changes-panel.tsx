'use client'

import { useRecentChanges } from '#client/use-home.ts'
import { Moment } from '#components/resource/moment.tsx'
import { AppLink } from '#components/shell/app-link.tsx'
import { Rich } from '#components/text/rich.tsx'
import type { RecentChange } from '#contract/operations/home.ts'
import type { CountScope } from '#contract/operations/kinds.ts'
import { objectPath } from '#domain/page-path.ts'
import { someNames } from '#domain/some-names.ts'
import type { Text } from '#domain/text.ts'
import { useText } from '#use-text'
import { Panel } from './panel.tsx'
import { HourBars } from './time-bars.tsx'

const nothing = { items: [], total: 0, times: [], unread: [] }

/** What was changed in the last hour, by whom. */
export function ChangesPanel({ scope }: { scope: CountScope }) {
  const t = useText()
  const { data: { items, total, times, unread } = nothing, ...state } = useRecentChanges(scope)
  return (
    <Panel
      id="changes"
      title={t('Changed in the last hour')}
      strip={
        <>
          <HourBars times={times} label={counts => t('Changes in the last hour, by five minutes: {counts}', { counts })} />
          {items.length < total && <span className="shrink-0">{t('{count} of {total}', { count: items.length, total })}</span>}
        </>
      }
      unread={unread}
      {...state}
      isEmpty={items.length === 0}
      empty={t('Nothing that you may view was changed. A status that controllers write does not count, and what was deleted is not known.')}
    >
      <ul>
        {items.map((change, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: one object may be there twice, by two managers.
          <ChangeRow key={index} change={change} />
        ))}
      </ul>
    </Panel>
  )
}

function ChangeRow({ change: { time, manager, operation, paths, reference } }: { change: RecentChange }) {
  const t = useText()
  const { group, version, kind, resource, namespace, name } = reference
  const path = resource && version && name ? objectPath({ group, version, resource, namespace: namespace ?? undefined, name }) : null
  return (
    <li className="border-b border-line px-3 py-1.5 last:border-0">
      <p className="flex items-baseline gap-2">
        {path ? (
          <AppLink href={path} className="truncate font-mono font-medium hover:underline">
            {name}
          </AppLink>
        ) : (
          <span className="truncate font-mono">{name}</span>
        )}
        <span className="truncate text-sm text-text-3">{namespace ? t('{kind} in {namespace}', { kind, namespace }) : kind}</span>
        <span className="ml-auto shrink-0 text-sm text-text-2">{time && <Moment at={time} />}</span>
      </p>
      <p className="truncate text-sm text-text-2" title={paths.join(', ')}>
        <Rich
          text={changeText(operation, paths.length > 0, t)}
          values={{ manager: <span className="font-mono">{manager}</span>, paths: someNames(paths, t) }}
        />
      </p>
    </li>
  )
}

/** Of a Secret nobody is told more than that it was changed. */
function changeText(operation: string, hasPaths: boolean, t: Text): string {
  if (operation === 'Apply') return hasPaths ? t('{manager} applied {paths}') : t('{manager} applied it')
  return hasPaths ? t('{manager} updated {paths}') : t('{manager} updated it')
}
