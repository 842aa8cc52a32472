import type { KubeObject } from '../../lib/contract/kubernetes.ts'
import { cliEventsOperation } from '../../lib/contract/operations/cli.ts'
import type { InvocationOf } from '../invocation.ts'
import { byTime, eventsText } from '../io/events-text.ts'
import { jsonText, listOf } from '../io/object-text.ts'
import { say, type Terminal } from '../io/terminal.ts'
import { eventsSchema, type KubeEvent } from '../operations/events.ts'
import { discoverResources } from '../services/discovery.ts'
import { findResource } from '../services/find-resource.ts'
import { readPages } from '../services/read-pages.ts'
import { type Access, withSession } from '../services/session.ts'
import { withAccess } from './open-cluster.ts'

type Events = InvocationOf<'events'>
type Scope = { namespace: string | null; fieldSelector: string }

/** What happened in a namespace, everywhere, or to one object, the newest last. */
export async function events(invocation: Events, terminal: Terminal): Promise<void> {
  await withAccess(invocation.global, terminal, async access => {
    const { scope, found } = await withSession(access, async token => {
      const scope = await scopeOf(token, access, invocation)
      return { scope, found: await readEvents(token, access, scope) }
    })
    found.sort(byTime)
    if (invocation.output === 'json') terminal.stdout.write(jsonText(listOf(found as unknown as KubeObject[])))
    else if (found.length > 0) terminal.stdout.write(eventsText(found, { withNamespace: scope.namespace === null, nowMs: Date.now() }))
    else say(terminal, scope.namespace === null ? 'No events found.' : `No events found in ${scope.namespace} namespace.`)
  })
}

async function scopeOf(token: string, { connection, service }: Access, { global, kind, name }: Events): Promise<Scope> {
  const namespace = global.allNamespaces ? null : connection.namespace
  if (kind === null || name === null) return { namespace, fieldSelector: '' }
  const resource = findResource(await discoverResources(service, token), kind)
  return {
    // Events of what is of the whole cluster are in the namespace default (client-go, tools/events).
    namespace: resource.namespaced ? namespace : 'default',
    fieldSelector: `involvedObject.kind=${resource.kind},involvedObject.name=${name}`,
  }
}

async function readEvents(token: string, { service }: Access, scope: Scope): Promise<KubeEvent[]> {
  const pages = await readPages(service, token, cliEventsOperation, eventsSchema, scope)
  return pages.flatMap(({ list }) => list.items.map(({ _raw }) => _raw))
}
