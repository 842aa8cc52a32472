import type { KubeObject } from '../../lib/contract/kubernetes.ts'
import { AppError } from '../../lib/errors/app-error.ts'
import { splitKind } from '../grammar/split-kind.ts'
import type { InvocationOf } from '../invocation.ts'
import { jsonText, listOf, withoutManagedFields } from '../io/object-text.ts'
import { tableText } from '../io/table-text.ts'
import { print, say, type Terminal } from '../io/terminal.ts'
import { yamlText } from '../io/yaml-text.ts'
import { discoverResources } from '../services/discovery.ts'
import { findResource } from '../services/find-resource.ts'
import { readObjects, readTable, type Target } from '../services/get-objects.ts'
import { type Access, withSession } from '../services/session.ts'
import { withAccess } from './open-cluster.ts'
import { watchObjects } from './watch-objects.ts'

/**
 * `kubectl get` by way of Latchkey: runs as the session's identity, prints as kubectl prints. The list comes through the proxied
 * Kubernetes API, since cells such as `3 (5m ago)` are only right as the kube-apiserver prints them now, and a cache has them as
 * they were; `--watch` follows the GraphQL API, and tells changes as they come.
 */
export async function get(invocation: InvocationOf<'get'>, terminal: Terminal): Promise<void> {
  const { kind, name } = splitKind('get', invocation.kind, invocation.name)
  const { output, watch } = invocation
  if (name !== null && invocation.global.allNamespaces) throw new AppError('USAGE', 'a resource cannot be retrieved by name across all namespaces')
  if (watch && output !== 'table' && output !== 'wide')
    throw new AppError('USAGE', '--watch prints tables only; `latchkey query` follows objects with all their fields.')
  await withAccess(invocation.global, terminal, async access => {
    if (!watch)
      return withSession(access, async token => printObjects(token, access, await targetOf(token, access, { ...invocation, kind, name }), invocation, terminal))
    const target = await withSession(access, token => targetOf(token, access, { ...invocation, kind, name }))
    await watchObjects(access, target, terminal, output === 'wide')
  })
}

async function targetOf(token: string, { connection, service }: Access, { global, kind, name }: InvocationOf<'get'>): Promise<Target> {
  const resource = findResource(await discoverResources(service, token), kind)
  return { resource, namespace: resource.namespaced && !global.allNamespaces ? connection.namespace : null, name }
}

async function printObjects(token: string, { service }: Access, target: Target, invocation: InvocationOf<'get'>, terminal: Terminal): Promise<void> {
  const { resource } = target
  if (invocation.output === 'table' || invocation.output === 'wide') {
    const table = await readTable(service, token, target)
    if ((table.rows ?? []).length === 0) sayNone(terminal, target)
    else terminal.stdout.write(tableText(table, { wide: invocation.output === 'wide', withNamespace: invocation.global.allNamespaces && resource.namespaced }))
    return
  }
  const objects = (await readObjects(service, token, target)).map(withoutManagedFields)
  if (invocation.output === 'name') {
    if (objects.length === 0) sayNone(terminal, target)
    for (const object of objects) print(terminal, nameText(object, resource.group))
    return
  }
  const value = target.name === null ? listOf(objects) : objects[0]
  terminal.stdout.write(invocation.output === 'json' ? jsonText(value) : yamlText(value))
}

function nameText(object: KubeObject, group: string): string {
  return `${object.kind.toLowerCase()}${group === '' ? '' : `.${group}`}/${object.metadata.name}`
}

function sayNone(terminal: Terminal, { namespace }: Target): void {
  say(terminal, namespace === null ? 'No resources found' : `No resources found in ${namespace} namespace.`)
}
