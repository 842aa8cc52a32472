'use client'

import { Tabs } from 'radix-ui'
import { useState } from 'react'
import { useLiveObject } from '#client/use-live-object.ts'
import { AppLink } from '#components/shell/app-link.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { HealthMark } from '#components/ui/health-mark.tsx'
import type { KubeObject } from '#contract/kubernetes.ts'
import { healthReasons, objectHealth } from '#domain/health.ts'
import type { ObjectAccess } from '#domain/object-access.ts'
import { listPath } from '#domain/page-path.ts'
import type { ServedResource } from '#domain/resource.ts'
import type { FieldNotes } from '#domain/schema-notes.ts'
import { LiveStatus } from './live-status.tsx'
import { Moment } from './moment.tsx'
import { ObjectActions } from './object-actions.tsx'
import { ObjectOverview } from './object-overview.tsx'
import { YamlView } from './yaml-view.tsx'

export type ObjectViewProps = {
  resource: ServedResource
  object: KubeObject
  notes: FieldNotes
  access: ObjectAccess
  relations: React.ReactNode
  events: React.ReactNode
}

/** One object: how it does, what it says, what may be done with it; kept as the cluster has it. */
export function ObjectView({ resource, object: initial, notes, access, relations, events }: ObjectViewProps) {
  const { name, namespace } = initial.metadata
  const { object, state, goneAtMs } = useLiveObject(resource, initial)
  const [tab, setTab] = useState('overview')
  const health = objectHealth(object)
  const others = healthReasons(object).filter(reason => reason !== health.detail)
  return (
    <div className="px-4 py-3">
      <nav aria-label="Breadcrumb" className="mb-1 flex items-center gap-1.5 text-sm text-text-2">
        <AppLink href={listPath(resource)} className="link" data-shortcut="g l">
          {resource.kind}
        </AppLink>
        {namespace && (
          <>
            <span aria-hidden="true">/</span>
            <AppLink href={listPath(resource, namespace)} className="link font-mono">
              {namespace}
            </AppLink>
          </>
        )}
        <div className="ml-auto">{goneAtMs === null && <LiveStatus state={state} />}</div>
      </nav>
      <header className="mb-3 flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0">
          <h1 className="font-mono text-xl font-semibold [overflow-wrap:anywhere]">
            <span className="sr-only">{resource.kind} </span>
            {name}
          </h1>
          <div className="mt-1 flex flex-wrap items-start gap-x-3">
            <HealthMark level={health.level} word={health.word} />
            <p className="max-w-[90ch] text-text-2 [overflow-wrap:anywhere]">{health.detail}</p>
          </div>
          {others.length > 0 && (
            <ul aria-label="Other reasons" className="mt-1 max-w-[90ch] list-disc pl-5 text-sm text-text-2 [overflow-wrap:anywhere]">
              {others.map(reason => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
          )}
        </div>
        <div className="ml-auto">
          <ObjectActions resource={resource} object={object} access={access} gone={goneAtMs !== null} />
        </div>
      </header>
      {goneAtMs !== null && (
        <div className="mb-3">
          <Callout tone="warning" title={`${resource.kind} ${name} was deleted while you had it open.`}>
            It went <Moment at={new Date(goneAtMs).toISOString()} />. What stands below is its last state; copy what you need from the YAML.
          </Callout>
        </div>
      )}
      <Tabs.Root value={tab} onValueChange={setTab}>
        <Tabs.List aria-label="Views" className="mb-3 flex gap-5 border-b border-line">
          {[
            ['overview', 'Overview'],
            ['events', 'Events'],
            ['yaml', 'YAML'],
          ].map(([value = '', label]) => (
            <Tabs.Trigger key={value} value={value} className="tab">
              {label}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Tabs.Content value="overview">
          <ObjectOverview kind={resource.kind} object={object} notes={notes} relations={relations} />
        </Tabs.Content>
        <Tabs.Content value="events">{events}</Tabs.Content>
        <Tabs.Content value="yaml">
          <YamlView object={object} />
        </Tabs.Content>
      </Tabs.Root>
    </div>
  )
}
