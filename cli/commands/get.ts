import type { ServedResource } from '../../lib/domain/resource.ts'
import { AppError } from '../../lib/errors/app-error.ts'
import { splitKind } from '../grammar/split-kind.ts'
import type { InvocationOf } from '../invocation.ts'
import { jsonText, listOf } from '../io/object-text.ts'
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
 * `kubectl get` by way of Latchkey: runs as the session's identity, prints as kubectl prints. What a word names is looked up in the
 * discovery of the kube-apiserver itself.
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
  const { output } = invocation
  if (output === 'json' || output === 'yaml') {
    const objects = await readObjects(service, token, target)
    const value = target.name === null ? listOf(objects) : objects[0]
    terminal.stdout.write(output === 'json' ? jsonText(value) : yamlText(value))
    return
  }
  const table = await readTable(service, token, target)
  if (table.rows.length === 0) return sayNone(terminal, target)
  if (output !== 'name') terminal.stdout.write(tableText(table, { wide: output === 'wide', withNamespace: resource.namespaced && target.namespace === null }))
  else for (const { name } of table.rows) print(terminal, nameText(resource, name))
}

function nameText({ kind, group }: ServedResource, name: string): string {
  return `${kind.toLowerCase()}${group === '' ? '' : `.${group}`}/${name}`
}

function sayNone(terminal: Terminal, { namespace }: Target): void {
  say(terminal, namespace === null ? 'No resources found' : `No resources found in ${namespace} namespace.`)
}
