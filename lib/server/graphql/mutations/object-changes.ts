import type { KubeObject } from '#contract/kubernetes.ts'
import { apiVersionOf, type ServedResource } from '#domain/resource.ts'
import { AppError } from '#errors/app-error.ts'
import type { GraphQLContext } from '../context.ts'
import { type Changed, change } from './change.ts'
import { type ChangeOptions, queryOf } from './change-options.ts'
import { type ChangeTarget, targetOf } from './target.ts'

/** A whole object that is to be written. `namespace`: where it names none; null for nowhere. */
export type ObjectChange = { resource: ServedResource; object: KubeObject; namespace: string | null; options: ChangeOptions }

/** POST. The name may be left to the kube-apiserver (`metadata.generateName`). */
export function createObject(context: GraphQLContext, { resource, object, namespace, options }: ObjectChange): Promise<Changed> {
  const target = targetOf(resource, { namespace: namespaceOf(object, namespace), name: null })
  const { dryRun } = options
  return change(context, { method: 'POST', target, query: queryOf(options), contentType: 'application/json', body: typed(resource, object), dryRun })
}

/** PUT. Whether an object without a resourceVersion overwrites is the kube-apiserver's to say. */
export function updateObject(context: GraphQLContext, { resource, object, namespace, options }: ObjectChange): Promise<Changed> {
  const target = namedTarget(resource, object, namespace)
  const { dryRun } = options
  return change(context, { method: 'PUT', target, query: queryOf(options), contentType: 'application/json', body: typed(resource, object), dryRun })
}

/** Server-side apply (KEP-555). `force` takes over fields of other managers. */
export function applyObject(context: GraphQLContext, { resource, object, namespace, options, force }: ObjectChange & { force: boolean }): Promise<Changed> {
  const target = namedTarget(resource, object, namespace)
  const query = { ...queryOf(options), ...(force ? { force: 'true' } : {}) }
  // JSON is YAML; the kube-apiserver has no media type of its own for it.
  return change(context, {
    method: 'PATCH',
    target,
    query,
    contentType: 'application/apply-patch+yaml',
    body: typed(resource, object),
    dryRun: options.dryRun,
  })
}

function namedTarget(resource: ServedResource, object: KubeObject, namespace: string | null): ChangeTarget {
  const { name } = object.metadata
  if (typeof name !== 'string' || name === '') throw new AppError('BAD_REQUEST', 'The object has no metadata.name.')
  return targetOf(resource, { namespace: namespaceOf(object, namespace), name })
}

function namespaceOf({ metadata }: KubeObject, namespace: string | null): string | null {
  const own = metadata.namespace ?? ''
  if (own !== '' && namespace !== null && namespace !== own)
    throw new AppError('BAD_REQUEST', `the namespace from the provided object "${own}" does not match the namespace "${namespace}".`)
  return own === '' ? namespace : own
}

/** Of a typed input, where the name of the mutation says what it is. */
function typed(resource: ServedResource, object: KubeObject): KubeObject {
  return { ...object, apiVersion: object.apiVersion ?? apiVersionOf(resource), kind: object.kind ?? resource.kind }
}
