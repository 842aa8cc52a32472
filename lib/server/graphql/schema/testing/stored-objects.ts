import type { KubeObject } from '#contract/kubernetes.ts'
import type { ServedResource } from '#domain/resource.ts'
import type { ListPage, ScopedStore, StoredObject } from '../../../cache/scoped-store.ts'
import type { GraphQLContext } from '../../context.ts'
import { createOnce } from '../../once.ts'

export function storedObject(resource: ServedResource, object: object): StoredObject {
  const read = object as KubeObject
  const { name = '', namespace = '', uid = '', resourceVersion = '1', labels = {} } = read.metadata
  const key = `${namespace}/${name}`
  return { resource, key, namespace, name, uid, resourceVersion, labels, health: 'unknown', cells: null, columns: null, isParsed: true, read: () => read }
}

export function listPage(objects: readonly StoredObject[]): ListPage {
  return { columns: [], objects, endCursor: null, total: objects.length, resourceVersion: '7', source: { from: 'CACHE', reason: '' }, denied: [] }
}

/** What resolvers of a schema are called with: a store of the functions given, and nothing else. */
export function contextOf(store: Partial<ScopedStore>, resources: readonly ServedResource[] = []): GraphQLContext {
  return {
    store,
    resources,
    newestResources: async () => resources,
    session: { id: 'session' },
    signal: new AbortController().signal,
    once: createOnce(),
  } as unknown as GraphQLContext
}
