import type { KubeObject } from '#contract/kubernetes.ts'
import { asRecord } from '#domain/conditions.ts'
import { isAppError } from '#domain/failure.ts'
import { resourceKey, type ServedResource } from '#domain/resource.ts'
import { AppError } from '#errors/app-error.ts'
import { kubeGet } from '../../kube/kube-get.ts'
import type { GraphQLContext } from '../context.ts'
import { type Changed, change } from './change.ts'
import { type ChangeOptions, queryOf } from './change-options.ts'
import { type ChangeTarget, targetOf, targetPath } from './target.ts'

/** One object that is there. `namespace` null for what is cluster-scoped. */
export type NamedObject = { resource: ServedResource; namespace: string | null; name: string }

const mergePatch = 'application/merge-patch+json'

export type PatchOptions = ChangeOptions & { contentType: string; patch: unknown; subresource: string | null }

/** PATCH of an object or one of its subresources. */
export function patchObject(context: GraphQLContext, of: NamedObject, { contentType, patch, subresource, ...options }: PatchOptions): Promise<Changed> {
  const target = named(of, subresource)
  return change(context, { method: 'PATCH', target, query: queryOf(options), contentType, body: patch, dryRun: options.dryRun })
}

/** meta/v1 DeleteOptions. */
export type DeleteOptions = {
  dryRun: boolean
  propagation: 'Foreground' | 'Background' | 'Orphan' | null
  gracePeriodSeconds: number | null
  uid: string | null
  resourceVersion: string | null
}

/** DELETE. All options go in its body: the kube-apiserver reads no query beside one (endpoints/handlers/delete.go). */
export function deleteObject(context: GraphQLContext, of: NamedObject, options: DeleteOptions): Promise<Changed> {
  const { dryRun, propagation, gracePeriodSeconds, uid, resourceVersion } = options
  const preconditions = { ...(uid === null ? {} : { uid }), ...(resourceVersion === null ? {} : { resourceVersion }) }
  const body = {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    ...(propagation === null ? {} : { propagationPolicy: propagation }),
    ...(gracePeriodSeconds === null ? {} : { gracePeriodSeconds }),
    ...(Object.keys(preconditions).length === 0 ? {} : { preconditions }),
    ...(dryRun ? { dryRun: ['All'] } : {}),
  }
  return change(context, { method: 'DELETE', target: named(of), query: {}, contentType: 'application/json', body, dryRun })
}

export type ScaleOptions = ChangeOptions & { replicas: number; resourceVersion: string | null }

/** As `kubectl scale`: the replicas of the scale subresource, whatever the kind keeps them in. */
export async function scaleObject(context: GraphQLContext, of: NamedObject, { replicas, resourceVersion, ...options }: ScaleOptions): Promise<Changed> {
  if (replicas < 0) throw new AppError('BAD_REQUEST', 'There cannot be fewer than 0 replicas.')
  const body = { ...(resourceVersion === null ? {} : { metadata: { resourceVersion } }), spec: { replicas } }
  const target = named(of, 'scale')
  try {
    return await change(context, { method: 'PATCH', target, query: queryOf(options), contentType: mergePatch, body, dryRun: options.dryRun })
  } catch (thrown) {
    // Discovery may not have heard of a subresource yet, so the kube-apiserver is asked first.
    const isUnknown = isAppError(thrown) && thrown.code === 'NOT_FOUND' && !of.resource.subresources.includes('scale')
    throw isUnknown ? new AppError('BAD_REQUEST', `${resourceKey(of.resource)} cannot be scaled: they have no scale subresource.`) : thrown
  }
}

const restartable = new Set(['deployments', 'daemonsets', 'statefulsets'])

/** As `kubectl rollout restart` (polymorphichelpers/objectrestarter.go): a new annotation of the pod template, so that its pods are replaced. */
export async function restartObject(context: GraphQLContext, of: NamedObject, options: ChangeOptions, nowMs = Date.now()): Promise<Changed> {
  const { group, resource } = of.resource
  if (group !== 'apps' || !restartable.has(resource))
    throw new AppError('BAD_REQUEST', `${resourceKey(of.resource)} cannot be restarted; deployments, daemonsets and statefulsets of apps can.`)
  const target = named(of)
  if (resource === 'deployments') await refusePaused(context, target)
  const annotations = { 'kubectl.kubernetes.io/restartedAt': new Date(nowMs).toISOString().replace(/\.\d+Z$/, 'Z') }
  const body = { spec: { template: { metadata: { annotations } } } }
  return change(context, { method: 'PATCH', target, query: queryOf(options), contentType: mergePatch, body, dryRun: options.dryRun })
}

/** It would take the annotation and replace nothing. */
async function refusePaused({ users, session, signal }: GraphQLContext, target: ChangeTarget): Promise<void> {
  const deployment = (await kubeGet(users, session, targetPath(target), { signal })) as KubeObject
  if (asRecord(deployment.spec)?.['paused'] === true)
    throw new AppError('BAD_REQUEST', `Deployment "${target.name}" is paused, so it cannot be restarted. Resume it first (spec.paused).`)
}

function named({ resource, namespace, name }: NamedObject, subresource: string | null = null): ChangeTarget {
  return targetOf(resource, { namespace, name, subresource })
}
