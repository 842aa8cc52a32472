'use client'

import { useMemo } from 'react'
import { type HomePlace, useWarnings } from '#client/use-home.ts'
import { Moment } from '#components/resource/moment.tsx'
import { AppLink } from '#components/shell/app-link.tsx'
import { useObjectPath } from '#components/shell/kinds-context.tsx'
import type { Text } from '#domain/text.ts'
import { groupWarnings, type WarnedObject, type WarningGroup, warningTimes } from '#domain/warning-groups.ts'
import { useText } from '#use-text'
import { Panel } from './panel.tsx'
import { HourBars } from './time-bars.tsx'

const nothing = { events: [], total: 0 }

/** What Kubernetes warned of in the last hour, by reason and object, or by the workload that several objects belong to. */
export function WarningsPanel({ place }: { place: HomePlace }) {
  const t = useText()
  const { data: { events, total } = nothing, ...state } = useWarnings(place)
  const groups = useMemo(() => groupWarnings(events), [events])
  return (
    <Panel
      id="warnings"
      title={t('Warnings')}
      strip={
        // Of some of them the bars would lie.
        events.length < total ? (
          t('{count} of {total}', { count: events.length, total })
        ) : (
          <HourBars
            times={warningTimes(events).map(time => ({ time, count: 1 }))}
            label={counts => t('Warnings in the last hour, by five minutes: {counts}', { counts })}
          />
        )
      }
      {...state}
      isEmpty={groups.length === 0}
      empty={t('No event of the last hour warns of anything.')}
    >
      <ul>
        {groups.map(group => (
          <WarningRow key={group.key} group={group} />
        ))}
      </ul>
    </Panel>
  )
}

function WarningRow({ group: { reason, message, count, lastSeen, workload, objects } }: { group: WarningGroup }) {
  const t = useText()
  const [first] = objects
  return (
    <li className="border-b border-line px-3 py-1.5 last:border-0">
      <p className="flex items-baseline gap-2">
        <span className="font-medium">{reason}</span>
        {count > 1 && <span className="text-sm text-text-3">{t('{count} times', { count: String(count) })}</span>}
        <span className="ml-auto shrink-0 text-sm text-text-2">
          <Moment at={lastSeen} />
        </span>
      </p>
      {first && objects.length === 1 && (
        <p className="truncate text-sm">
          <ObjectName object={first} /> <span className="text-text-3">{whereText(first.kind, first.namespace, t)}</span>
        </p>
      )}
      {first && objects.length > 1 && (
        <details className="text-sm">
          <summary className="cursor-pointer truncate">
            <span className="font-mono">{workload}-*</span>{' '}
            <span className="text-text-3">{whereText(t('{count} × {kind}', { count: objects.length, kind: first.kind }), first.namespace, t)}</span>
          </summary>
          <ul className="pl-4">
            {objects.map(object => (
              <li key={object.name} className="flex items-baseline gap-2">
                <span className="min-w-0 truncate">
                  <ObjectName object={object} />
                </span>
                {object.count > 1 && <span className="shrink-0 text-text-3">{t('{count} times', { count: String(object.count) })}</span>}
              </li>
            ))}
          </ul>
        </details>
      )}
      <p className="truncate text-sm text-text-2" title={message}>
        {message}
      </p>
    </li>
  )
}

function ObjectName({ object }: { object: WarnedObject }) {
  const path = useObjectPath()(object)
  if (!path) return <span className="font-mono">{object.name}</span>
  return (
    <AppLink href={path} className="link font-mono">
      {object.name}
    </AppLink>
  )
}

function whereText(kind: string, namespace: string, t: Text): string {
  return namespace ? t('{kind} in {namespace}', { kind, namespace }) : kind
}
