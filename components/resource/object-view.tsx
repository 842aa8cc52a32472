'use client'

import dynamic from 'next/dynamic'
import { Tabs } from 'radix-ui'
import { memo, useState } from 'react'
import { useLiveObject } from '#client/use-live-object.ts'
import { ShownVersionContext } from '#client/use-object-part.ts'
import { useTabInAddress } from '#client/use-tab-in-address.ts'
import { AppLink } from '#components/shell/app-link.tsx'
import { PinButton } from '#components/shell/pin-button.tsx'
import { Rich } from '#components/text/rich.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { HealthMark } from '#components/ui/health-mark.tsx'
import { SkeletonLines } from '#components/ui/skeleton-lines.tsx'
import type { LogTarget } from '#components/workload/use-log-pods.ts'
import type { KubeObject } from '#contract/kubernetes.ts'
import { healthReasons, objectHealth } from '#domain/health.ts'
import type { ObjectAccess } from '#domain/object-access.ts'
import { listPath, objectPath } from '#domain/page-path.ts'
import { podSelector } from '#domain/pod-containers.ts'
import type { ServedResource } from '#domain/resource.ts'
import type { FieldNotes } from '#domain/schema-notes.ts'
import { isSecret, withDecodedValues, withoutSecretValues } from '#domain/secret-values.ts'
import type { Text } from '#domain/text.ts'
import { useText } from '#use-text'
import { ChangedWhileOpen } from './changed-while-open.tsx'
import { LiveStatus } from './live-status.tsx'
import { Moment } from './moment.tsx'
import { ObjectActions } from './object-actions.tsx'
import { ObjectOverview } from './object-overview.tsx'

const TerminalView = dynamic(() => import('#components/workload/terminal-view.tsx').then(({ TerminalView }) => TerminalView), {
  loading: () => <Loading />,
})
const YamlView = dynamic(() => import('./yaml-view.tsx').then(({ YamlView }) => YamlView), {
  loading: () => <Loading />,
})
const LogView = dynamic(() => import('#components/workload/log-view.tsx').then(({ LogView }) => LogView), {
  loading: () => <Loading />,
})

function Loading() {
  const t = useText()
  return (
    <div className="panel">
      <SkeletonLines label={t('Loading…')} lines={20} gap="space-y-1.5" />
    </div>
  )
}

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
  const t = useText()
  const { name, namespace } = initial.metadata
  const { object, state, goneAtMs } = useLiveObject(resource, initial)
  const logs = logTarget(resource, object)
  const tabs = tabsFor(logs, t)
  const [tab, setTab] = useTabInAddress(
    tabs.map(([value]) => value),
    'overview',
  )
  const [areValuesShown, setValuesShown] = useState(false)
  const shown = areValuesShown ? object : withoutSecretValues(object)
  const health = objectHealth(object)
  const others = healthReasons(object).filter(reason => reason !== health.detail)
  return (
    <div className="px-4 py-3">
      <nav aria-label={t('Breadcrumb')} className="mb-1 flex items-center gap-1.5 text-sm text-text-2">
        <WayHere resource={resource} namespace={namespace} name={name} />
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
            <p className="max-w-[90ch] text-text-2 [overflow-wrap:anywhere]">{t.said(health.detail)}</p>
          </div>
          {others.length > 0 && (
            <ul aria-label={t('Other reasons')} className="mt-1 max-w-[90ch] list-disc pl-5 text-sm text-text-2 [overflow-wrap:anywhere]">
              {others.map(reason => (
                <li key={reason}>{t.said(reason)}</li>
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
          <Callout tone="warning" title={t('{kind} {name} was deleted while you had it open.', { kind: resource.kind, name })}>
            <Rich
              text={t('It went {time}. What stands below is its last state; copy what you need from the YAML.')}
              values={{ time: <Moment at={new Date(goneAtMs).toISOString()} /> }}
            />
          </Callout>
        </div>
      )}
      {goneAtMs === null && <ChangedWhileOpen object={object} />}
      <ShownVersionContext value={object.metadata.resourceVersion ?? ''}>
        <Tabs.Root value={tab} onValueChange={setTab}>
          <div className="mb-3 flex items-center border-b border-line">
            <Tabs.List aria-label={t('Views')} className="flex gap-5">
              {tabs.map(([value, label]) => (
                <Tabs.Trigger key={value} value={value} className="tab">
                  {label}
                </Tabs.Trigger>
              ))}
            </Tabs.List>
            {isSecret(object) && (
              <button type="button" className="button button-quiet ml-auto h-7" aria-pressed={areValuesShown} onClick={() => setValuesShown(!areValuesShown)}>
                {t('Show values')}
              </button>
            )}
          </div>
          <Tabs.Content value="overview">
            <ObjectOverview object={areValuesShown ? withDecodedValues(object) : shown} notes={notes} relations={relations} />
          </Tabs.Content>
          <Tabs.Content value="events">{events}</Tabs.Content>
          {logs && (
            <Tabs.Content value="logs">
              <LogView target={logs} title={name} />
            </Tabs.Content>
          )}
          {logs && 'pod' in logs && (
            <Tabs.Content value="terminal">
              <TerminalView pod={object} />
            </Tabs.Content>
          )}
          <Tabs.Content value="yaml">
            <YamlView resource={resource} object={shown} />
          </Tabs.Content>
        </Tabs.Root>
      </ShownVersionContext>
    </div>
  )
}

/** The lists above an object, and the pin; as they are whatever becomes of the object. */
const WayHere = memo(function WayHere({ resource, namespace, name }: { resource: ServedResource; namespace: string | undefined; name: string }) {
  return (
    <>
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
      <PinButton path={objectPath({ ...resource, namespace, name })} title={name} kind={resource.kind} namespace={namespace ?? ''} />
    </>
  )
})

function tabsFor(logs: LogTarget | null, t: Text): [value: string, label: string][] {
  const tabs: [string, string][] = [
    ['overview', t('Overview')],
    ['events', t('Events')],
    ['yaml', 'YAML'],
  ]
  if (logs !== null) tabs.push(['logs', t('Logs')])
  if (logs !== null && 'pod' in logs) tabs.push(['terminal', t('Terminal')])
  return tabs
}

/** Whose logs the object leads to; null where it runs nothing. */
function logTarget({ group, resource }: ServedResource, object: KubeObject): LogTarget | null {
  const { name, namespace, uid } = object.metadata
  if (namespace === undefined) return null
  if (group === 'batch' && resource === 'cronjobs' && uid !== undefined) return { namespace, cronJob: uid }
  if (group === '' && resource === 'pods') return { namespace, pod: name }
  const selector = podSelector(group, object)
  return selector === null ? null : { namespace, selector }
}
