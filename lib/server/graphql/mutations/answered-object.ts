import type { KubeObject } from '#contract/kubernetes.ts'
import type { ServedResource } from '#domain/resource.ts'
import type { StoredObject } from '../../cache/scoped-store.ts'

/** An object as the answer to a change holds it. It has no cells: the kube-apiserver prints none there. */
export function answeredObject(resource: ServedResource, object: KubeObject): StoredObject {
  const { name = '', namespace = '', uid = '', resourceVersion = '' } = object.metadata
  return { resource, key: `${namespace}/${name}`, namespace, name, uid, resourceVersion, cells: null, columns: null, read: () => object }
}
