import type { AccessAnswer, AccessQuestion, AccessResponse } from '#contract/access.ts'
import { mergePatchOperation, restartOperation } from '#contract/operations/act.ts'
import { apiPath } from '#domain/api-path.ts'
import { createLimiter } from '#domain/concurrency.ts'
import { type Failure, toFailure } from '#domain/failure.ts'
import type { LabelChange } from '#domain/label-change.ts'
import type { RowView } from '#domain/list-view.ts'
import type { ServedResource } from '#domain/resource.ts'
import { english } from '#domain/text.ts'
import { queryData } from './graphql-request.ts'
import { kubeJson, requestKube, requestServer } from './request.ts'

/** `uid`: of the one that was chosen, where that is known. */
export type BulkObject = Pick<RowView, 'key' | 'namespace' | 'name'> & { uid?: string | null }
/** `denied`: why it may not be done to it, or null. `uid` null: it could not be told. */
export type CheckedObject = BulkObject & { denied: string | null; uid: string | null }
export type Outcome = BulkObject & { failure: Failure | null }

/** As many as one request to /api/v1/access takes. */
const questionsAtOnce = 200
const requestsAtOnce = 8
const metadataAccept = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io'

/**
 * To which of these something may be done, asked of the cluster by namespace, and where that does not allow it by object; with the uid of
 * each, so that a namesake made meanwhile is safe. Throws AppError.
 */
export async function checkEach(
  resource: ServedResource,
  verb: 'delete' | 'patch',
  objects: readonly BulkObject[],
  signal: AbortSignal,
): Promise<CheckedObject[]> {
  const { group, resource: plural, namespaced } = resource
  const question = (namespace: string): AccessQuestion => ({ verb, group, resource: plural, ...(namespaced ? { namespace } : {}) })
  const namespaces = [...new Set(objects.map(({ namespace }) => namespace))]
  const ofNamespaces = await askAll(namespaces.map(question), signal)
  const whole = new Map(namespaces.map((namespace, index) => [namespace, ofNamespaces[index]]))
  const single = objects.filter(({ namespace }) => whole.get(namespace)?.allowed !== true)
  const asked = await askAll(
    single.map(({ namespace, name }) => ({ ...question(namespace), name })),
    signal,
  )
  const named = new Map(single.map(({ key }, index) => [key, asked[index]]))
  const limit = createLimiter(requestsAtOnce)
  return Promise.all(
    objects.map(async object => {
      const answer = whole.get(object.namespace)
      if (!answer?.allowed && !named.get(object.key)?.allowed)
        // In the words for the namespace, which are the same for all in it.
        return { ...object, denied: answer?.reason ?? english('The cluster did not say whether you may.'), uid: null }
      if (object.uid) return { ...object, denied: null, uid: object.uid }
      const found = await limit(() => kubeJson<{ metadata: { uid?: string } }>(pathOf(resource, object), { accept: metadataAccept, signal })).catch(() => null)
      return { ...object, denied: null, uid: found?.metadata.uid ?? null }
    }),
  )
}

async function askAll(questions: readonly AccessQuestion[], signal: AbortSignal): Promise<AccessAnswer[]> {
  const answers: AccessAnswer[] = []
  for (let at = 0; at < questions.length; at += questionsAtOnce) {
    const answer = await requestServer('/api/v1/access', { method: 'POST', body: { questions: questions.slice(at, at + questionsAtOnce) }, signal })
    answers.push(...((await answer.json()) as AccessResponse).answers)
  }
  return answers
}

/** Does something to each by itself and tells how it went; one that fails keeps none of the others. */
export async function actOnEach(
  objects: readonly CheckedObject[],
  act: (object: CheckedObject) => Promise<unknown>,
  onOutcome: (outcome: Outcome) => void,
): Promise<void> {
  const limit = createLimiter(requestsAtOnce)
  await Promise.all(objects.map(object => limit(async () => onOutcome({ ...object, failure: await act(object).then(() => null, toFailure) }))))
}

export function deleteOne(resource: ServedResource, object: CheckedObject): Promise<unknown> {
  const preconditions = object.uid === null ? {} : { preconditions: { uid: object.uid } }
  const body = { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background', ...preconditions }
  return requestKube(pathOf(resource, object), { method: 'DELETE', body })
}

/** `changes`: null takes a label away. */
export function labelOne(resource: ServedResource, object: CheckedObject, changes: LabelChange): Promise<unknown> {
  // A uid that is another's is a conflict for the kube-apiserver.
  const metadata = { ...(object.uid === null ? {} : { uid: object.uid }), labels: changes }
  return queryData(mergePatchOperation, { ...targetOf(resource, object), patch: { metadata } })
}

export function restartOne(resource: ServedResource, object: CheckedObject): Promise<unknown> {
  return queryData(restartOperation, targetOf(resource, object))
}

function targetOf({ group, version, resource, namespaced }: ServedResource, { namespace, name }: BulkObject): Record<string, unknown> {
  return { resource: { group, version, resource }, name, ...(namespaced ? { namespace } : {}) }
}

function pathOf(resource: ServedResource, { namespace, name }: BulkObject): string {
  return apiPath({ ...resource, namespace: resource.namespaced ? namespace : undefined, name })
}
