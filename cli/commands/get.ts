import type { KubeObject } from '../../lib/contract/kubernetes.ts'
import { AppError } from '../../lib/errors/app-error.ts'
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

/** `kubectl get` by way of Latchkey: runs as the session's identity, prints as kubectl prints. */
export async function get(invocation: InvocationOf<'get'>, terminal: Terminal): Promise<void> {
  const { kind, name } = splitKind(invocation)
  if (name !== null && invocation.global.allNamespaces) throw new AppError('USAGE', 'a resource cannot be retrieved by name across all namespaces')
  await withAccess(invocation.global, terminal, access => withSession(access, token => getAs(token, access, { ...invocation, kind, name }, terminal)))
}

async function getAs(token: string, { connection, service }: Access, invocation: InvocationOf<'get'>, terminal: Terminal): Promise<void> {
  const resource = findResource(await discoverResources(service, token), invocation.kind)
  const { allNamespaces } = invocation.global
  const target: Target = { resource, namespace: resource.namespaced && !allNamespaces ? connection.namespace : null, name: invocation.name }
  if (invocation.output === 'table' || invocation.output === 'wide') {
    const table = await readTable(service, token, target)
    if ((table.rows ?? []).length === 0) sayNone(terminal, target)
    else terminal.stdout.write(tableText(table, { wide: invocation.output === 'wide', withNamespace: allNamespaces && resource.namespaced }))
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

/** `virtualservice/reviews` is a kind and a name, too. */
function splitKind({ kind, name }: InvocationOf<'get'>): { kind: string; name: string | null } {
  if (kind.includes(',')) throw new AppError('USAGE', 'get takes one kind at a time.')
  const [before = '', after, ...more] = kind.split('/')
  if (after === undefined) return { kind, name }
  if (name !== null || after === '' || more.length > 0) throw new AppError('USAGE', `"${kind}" is not KIND or KIND/NAME.`)
  return { kind: before, name: after }
}

function nameText(object: KubeObject, group: string): string {
  return `${object.kind.toLowerCase()}${group === '' ? '' : `.${group}`}/${object.metadata.name}`
}

function sayNone(terminal: Terminal, { namespace }: Target): void {
  say(terminal, namespace === null ? 'No resources found' : `No resources found in ${namespace} namespace.`)
}
