import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { type AppliedObject, applyAll, type Kube } from './kubectl.ts'
import { objectKey } from './objects.ts'
import { resolveTime } from './yaml-objects.ts'

const eventSchema = z.strictObject({
  on: z.strictObject({ apiVersion: z.string(), kind: z.string(), namespace: z.string().optional(), name: z.string() }),
  type: z.enum(['Normal', 'Warning']),
  reason: z.string(),
  message: z.string(),
  component: z.string(),
  count: z.number().int().positive(),
  first: z.string(),
  last: z.string(),
})
export type DemoEvent = z.infer<typeof eventSchema>

/** The events of demo/events.yaml: short, without uids, times relative to now. */
export function readEvents(): DemoEvent[] {
  return z.array(eventSchema).parse(parse(readFileSync(new URL('events.yaml', import.meta.url), 'utf8')))
}

/** A core/v1 Event as an operator's recorder writes it; the name is steady, so a second run replaces the first. */
export function toEvent(event: DemoEvent, about: AppliedObject, at: number): Record<string, unknown> {
  const { apiVersion, kind, namespace = 'default', name } = event.on
  const suffix = createHash('sha256').update(`${kind} ${namespace} ${event.reason} ${event.message}`).digest('hex').slice(0, 16)
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.${suffix}`, namespace },
    involvedObject: { apiVersion, kind, name, uid: about.metadata.uid, ...(event.on.namespace === undefined ? {} : { namespace: event.on.namespace }) },
    type: event.type,
    reason: event.reason,
    message: event.message,
    count: event.count,
    firstTimestamp: resolveTime(event.first, at),
    lastTimestamp: resolveTime(event.last, at),
    source: { component: event.component },
    reportingComponent: event.component,
    reportingInstance: '',
  }
}

/** Records the events that the operators would have recorded about objects that were just applied. */
export async function applyEvents(kube: Kube, applied: readonly AppliedObject[], at: number = Date.now()): Promise<number> {
  const byKey = new Map(applied.map(object => [objectKey(object), object]))
  const events = readEvents().map(event => {
    const key = objectKey({ ...event.on, metadata: { name: event.on.name, namespace: event.on.namespace } })
    const about = byKey.get(key)
    if (about === undefined) throw new Error(`events.yaml tells of ${key}, which demo/objects does not hold.`)
    return toEvent(event, about, at)
  })
  return (await applyAll(kube, events)).length
}
