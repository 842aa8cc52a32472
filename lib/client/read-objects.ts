import type { KubeObject } from '#contract/kubernetes.ts'
import { apiPath } from '#domain/api-path.ts'
import { createLimiter } from '#domain/concurrency.ts'
import { toFailure } from '#domain/failure.ts'
import type { RowView } from '#domain/list-view.ts'
import type { ServedResource } from '#domain/resource.ts'
import { readExact, sendExact } from './exact-kube.ts'

const requestsAtOnce = 8

export type ReadObject = Pick<RowView, 'namespace' | 'name'> & ({ object: KubeObject; reason: null } | { object: null; reason: string })

/** These objects as they are now, whole numbers beyond 2^53 as bigint, in their order; for one that could not be read, or is gone, why. */
export async function readObjects(resource: ServedResource, rows: readonly Pick<RowView, 'namespace' | 'name'>[]): Promise<ReadObject[]> {
  const limit = createLimiter(requestsAtOnce)
  return Promise.all(
    rows.map(({ namespace, name }) =>
      limit(() => readOne(apiPath({ ...resource, namespace: resource.namespaced ? namespace : undefined, name }))).then(
        object => ({ namespace, name, object, reason: null }),
        thrown => ({ namespace, name, object: null, reason: toFailure(thrown).message }),
      ),
    ),
  )
}

async function readOne(path: string): Promise<KubeObject> {
  return readExact<KubeObject>(await sendExact(path, {}))
}
