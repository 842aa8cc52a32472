import type { KubeObject } from '../../lib/contract/kubernetes.ts'
import { cliObjectOperation, cliObjectsOperation, cliRowOperation, cliTableOperation } from '../../lib/contract/operations/cli-get.ts'
import { apiVersionOf, type ServedResource } from '../../lib/domain/resource.ts'
import { AppError } from '../../lib/errors/app-error.ts'
import type { PrintedTable } from '../io/table-text.ts'
import { objectDataSchema, objectsPageSchema, rowSchema, tablePageSchema } from '../operations/get-objects.ts'
import { readData, understood } from './graphql.ts'
import { readPages } from './read-pages.ts'
import type { LatchkeyService } from './service-proxy.ts'

/** What to get: objects of one namespace, of all (null) or of the cluster; one of them where `name` is given. */
export type Target = { resource: ServedResource; namespace: string | null; name: string | null }

const wholeObjectsAtOnce = 100

/** A resource as the API takes it. */
export function refOf({ group, version, resource }: ServedResource): Pick<ServedResource, 'group' | 'version' | 'resource'> {
  return { group, version, resource }
}

/** The rows that the kube-apiserver prints, in its order. @throws AppError */
export async function readTable(service: LatchkeyService, token: string, target: Target): Promise<PrintedTable> {
  const { name, ...scope } = asked(target)
  if (name !== null) {
    const { object } = understood(rowSchema, await readData(service, token, cliRowOperation.text, { ...scope, name }))
    const columns = object._columns.map(({ name, wide }) => ({ name, priority: wide ? 1 : 0 }))
    return { columns, rows: [toRow(object)] }
  }
  const pages = await readPages(service, token, cliTableOperation, tablePageSchema, scope)
  return { columns: pages[0]?.list.columns ?? [], rows: pages.flatMap(({ list }) => list.items.map(toRow)) }
}

/** Whole objects but for managedFields, in the kube-apiserver's order. @throws AppError */
export async function readObjects(service: LatchkeyService, token: string, target: Target): Promise<KubeObject[]> {
  const { name, ...scope } = asked(target)
  if (name !== null) return [understood(objectDataSchema, await readData(service, token, cliObjectOperation.text, { ...scope, name })).object._raw]
  const pages = await readPages(service, token, cliObjectsOperation, objectsPageSchema, { ...scope, first: wholeObjectsAtOnce })
  return pages.flatMap(({ list }) => list.items.map(({ _raw }) => withType(_raw, target.resource)))
}

/** @throws METHOD_NOT_ALLOWED in the kube-apiserver's words where the kind can only be created, as reviews */
function asked({ resource, namespace, name }: Target) {
  if (!resource.verbs.includes(name === null ? 'list' : 'get'))
    throw new AppError('METHOD_NOT_ALLOWED', 'the server does not allow this method on the requested resource', { details: { reason: 'MethodNotAllowed' } })
  return { resource: refOf(resource), namespace, name }
}

/** Servers that print no tables list objects without their type. */
function withType(object: KubeObject, resource: ServedResource): KubeObject {
  return { ...object, apiVersion: object.apiVersion ?? apiVersionOf(resource), kind: object.kind ?? resource.kind }
}

function toRow({ _key, _columns }: { _key: string; _columns: readonly { value: string }[] }): PrintedTable['rows'][number] {
  const [namespace = '', name = ''] = _key.split('/')
  return { namespace, name, cells: _columns.map(({ value }) => value) }
}
