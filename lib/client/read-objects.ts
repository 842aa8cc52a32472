import type { KubeObject } from '#contract/kubernetes.ts'
import { apiPath } from '#domain/api-path.ts'
import { createLimiter } from '#domain/concurrency.ts'
import { readExactJson } from '#domain/exact-json.ts'
import { toFailure } from '#domain/failure.ts'
import type { RowView } from '#domain/list-view.ts'
import type { ServedResource } from '#domain/resource.ts'
import { english } from '#domain/text.ts'
import { sendExact } from './exact-kube.ts'

const requestsAtOnce = 8
/** Characters of JSON that are read at once: a page holds them as text, as values and as what is made of them. */
export const mostRead = 32 * 1024 * 1024

/** Why what is beyond that is not read. */
export const tooMuchAtOnce = english('Together they are more than 32 MiB, which is the most at once. Choose those that are left by themselves.')

export type ReadObject = Pick<RowView, 'namespace' | 'name'> & ({ object: KubeObject; reason: null } | { object: null; reason: string })

/**
 * These objects as they are now, whole numbers beyond 2^53 as bigint, in their order; for one that could not be read, or is gone, why. Those
 * behind `most` characters are left.
 */
export async function readObjects(
  resource: ServedResource,
  rows: readonly Pick<RowView, 'namespace' | 'name'>[],
  most: number = mostRead,
): Promise<ReadObject[]> {
  const limit = createLimiter(requestsAtOnce)
  let left = most
  const read = async ({ namespace, name }: Pick<RowView, 'namespace' | 'name'>): Promise<ReadObject> => {
    const unread = { namespace, name, object: null, reason: tooMuchAtOnce }
    if (left <= 0) return unread
    try {
      const response = await sendExact(apiPath({ ...resource, namespace: resource.namespaced ? namespace : undefined, name }), {})
      const text = await response.text()
      // Once one does not fit none behind it does: that a small one was taken after it would be luck.
      left -= text.length
      return left < 0 ? unread : { namespace, name, object: readExactJson(text) as KubeObject, reason: null }
    } catch (thrown) {
      return { namespace, name, object: null, reason: toFailure(thrown).message }
    }
  }
  return Promise.all(rows.map(row => limit(() => read(row))))
}
