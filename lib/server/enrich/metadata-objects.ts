import { type KubeList, metadataListAccept } from '#contract/kubernetes.ts'
import { apiPath } from '#domain/api-path.ts'
import { listItems } from '#domain/list-items.ts'
import type { ObjectSelection } from '#domain/list-query.ts'
import { apiVersionOf } from '#domain/resource.ts'
import type { StoredObject } from '../cache/scoped-store.ts'
import { parsedObject } from '../cache/stored-object.ts'
import type { GraphQLContext } from '../graphql/context.ts'
import { kubeGet } from '../kube/kube-get.ts'

const pageSize = '500'

/** Objects without what they hold: of Secrets, nothing else is read where only their metadata counts. */
export async function* metadataObjects(
  { users, session }: Pick<GraphQLContext, 'users' | 'session'>,
  { resource, namespaces, labelSelector }: Pick<ObjectSelection, 'resource' | 'namespaces' | 'labelSelector'>,
  signal: AbortSignal,
): AsyncGenerator<StoredObject> {
  for (const namespace of namespaces ?? [undefined]) {
    let next = ''
    do {
      const query = { limit: pageSize, ...(labelSelector === '' ? {} : { labelSelector }), ...(next === '' ? {} : { continue: next }) }
      const list = (await kubeGet(users, session, apiPath({ ...resource, namespace }), { accept: metadataListAccept, query, signal })) as KubeList
      for (const { metadata } of listItems(list)) yield parsedObject(resource, { apiVersion: apiVersionOf(resource), kind: resource.kind, metadata })
      next = list.metadata.continue ?? ''
    } while (next !== '')
  }
}
