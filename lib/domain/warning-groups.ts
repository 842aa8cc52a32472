import type { KubeObject } from '#contract/kubernetes.ts'
import { asRecord } from './conditions.ts'
import { readEvents } from './event-list.ts'
import { workloadName } from './workload-name.ts'

/** An object that events warn about. `count`: how often in all; `lastSeen` RFC 3339 or ''. */
export type WarnedObject = { apiVersion: string; kind: string; namespace: string; name: string; count: number; lastSeen: string }

/**
 * Warnings of one reason about one object, or about the pods (replica sets, jobs) of one workload, whose name `workload` then is; '' for one
 * object. `message`: the newest. `objects`: the newest first.
 */
export type WarningGroup = { key: string; reason: string; message: string; count: number; lastSeen: string; workload: string; objects: WarnedObject[] }

/** Events by reason and what they are about, the newest first. */
export function groupWarnings(events: readonly KubeObject[]): WarningGroup[] {
  const groups = Map.groupBy(events, event => {
    const { apiVersion, kind, namespace, name } = aboutOf(event)
    return JSON.stringify([event['reason'], apiVersion, kind, namespace, workloadName(kind, name)])
  })
  return [...groups]
    .map(([key, of]) => {
      const [newest] = readEvents(of)
      const objects = [...Map.groupBy(of, event => aboutOf(event).name).values()].map(warnedObject).sort(newestFirst)
      const [first] = objects
      return {
        key,
        reason: newest?.reason ?? '',
        message: newest?.message ?? '',
        count: objects.reduce((sum, { count }) => sum + count, 0),
        lastSeen: newest?.lastSeen ?? '',
        workload: first && objects.length > 1 ? workloadName(first.kind, first.name) : '',
        objects,
      }
    })
    .sort(newestFirst)
}

function warnedObject(events: readonly KubeObject[]): WarnedObject {
  const views = readEvents(events)
  const about = aboutOf(events[0] as KubeObject)
  return { ...about, count: views.reduce((sum, { count }) => sum + count, 0), lastSeen: views[0]?.lastSeen ?? '' }
}

function aboutOf(event: KubeObject): Omit<WarnedObject, 'count' | 'lastSeen'> {
  const about = asRecord(event['involvedObject']) ?? asRecord(event['regarding']) ?? {}
  const text = (name: string): string => (typeof about[name] === 'string' ? about[name] : '')
  return { apiVersion: text('apiVersion'), kind: text('kind'), namespace: text('namespace'), name: text('name') }
}

function newestFirst(a: { lastSeen: string }, b: { lastSeen: string }): number {
  return a.lastSeen < b.lastSeen ? 1 : a.lastSeen > b.lastSeen ? -1 : 0
}

/** When each of these events was last seen, RFC 3339 or ''. */
export function warningTimes(events: readonly KubeObject[]): string[] {
  return events.map(event => readEvents([event])[0]?.lastSeen ?? '')
}
