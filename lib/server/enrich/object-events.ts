import type { KubeList } from '#contract/kubernetes.ts'
import { apiPath } from '#domain/api-path.ts'
import { asRecord } from '#domain/conditions.ts'
import { type EventView, readEvents } from '#domain/event-list.ts'
import { listItems } from '#domain/list-items.ts'
import { AppError } from '#errors/app-error.ts'
import type { GraphQLContext } from '../graphql/context.ts'
import { kubeGet } from '../kube/kube-get.ts'
import { enrichLimit } from './operation.ts'

/** `complete` false: there are more events than were read. */
export type ObjectEvents = { events: EventView[]; complete: boolean }

const perObject = '200'
const perNamespace = '5000'
/** From this many objects of a namespace on, all its events are cheaper than those of each. */
const listFrom = 3

/** core/v1 events about an object, as the user; those of cluster-scoped objects stand in the namespace `default`. Throws as the cluster refuses. */
export function objectEvents(context: GraphQLContext, uid: string, namespace: string): Promise<ObjectEvents> {
  const space = namespace || 'default'
  return context.once(`enrich events ${space}`, () => createEventReader(context, space))(uid)
}

/** Waits until all objects of a level of the answer have asked, then reads the events of each, or of the namespace at once. */
function createEventReader(context: GraphQLContext, namespace: string): (uid: string) => Promise<ObjectEvents> {
  const asked = new Map<string, Promise<ObjectEvents>>()
  let waiting: Promise<(uid: string) => Promise<ObjectEvents>> | null = null
  let together = new Set<string>()

  async function decide(): Promise<(uid: string) => Promise<ObjectEvents>> {
    await new Promise(resolve => setImmediate(resolve))
    const uids = together
    together = new Set()
    waiting = null
    await checkMayList(context, namespace)
    if (uids.size < listFrom) return uid => readOne(context, namespace, uid)
    const byUid = await readNamespace(context, namespace)
    return uid => (byUid ? Promise.resolve({ events: readEvents(byUid.get(uid) ?? []), complete: true }) : readOne(context, namespace, uid))
  }

  return uid => {
    const known = asked.get(uid)
    if (known) return known
    together.add(uid)
    waiting ??= decide()
    const events = waiting.then(read => read(uid))
    asked.set(uid, events)
    return events
  }
}

/** An object's page is looked at often, and each time a refusal would stand in the audit log. Throws as the cluster refuses. */
async function checkMayList(context: GraphQLContext, namespace: string): Promise<void> {
  const [may] = await context.review([{ verb: 'list', group: '', resource: 'events', namespace }])
  if (!may?.allowed) throw new AppError(may?.code ?? 'FORBIDDEN', may?.reason || 'The cluster did not say whether you may list events.')
}

async function readOne(context: GraphQLContext, namespace: string, uid: string): Promise<ObjectEvents> {
  const list = await readList(context, namespace, { fieldSelector: `involvedObject.uid=${uid}`, limit: perObject })
  return { events: readEvents(listItems(list)), complete: !list.metadata.continue }
}

/** Events by the uid of their object; null where there are more than one list gives. */
async function readNamespace(context: GraphQLContext, namespace: string): Promise<Map<string, unknown[]> | null> {
  const list = await readList(context, namespace, { limit: perNamespace })
  if (list.metadata.continue) return null
  return Map.groupBy(listItems(list) as unknown[], event => String(asRecord(asRecord(event)?.involvedObject)?.uid ?? ''))
}

function readList(context: GraphQLContext, namespace: string, query: Record<string, string>): Promise<KubeList> {
  const path = apiPath({ group: '', version: 'v1', resource: 'events', namespace })
  return enrichLimit(context)(() => kubeGet(context.users, context.session, path, { query, signal: context.signal })) as Promise<KubeList>
}
