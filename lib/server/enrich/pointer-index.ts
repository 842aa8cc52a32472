import type { Pointer } from '#domain/references/pointer.ts'
import { pointersOf } from '#domain/references/pointers-of.ts'
import { withoutRepeats } from '#domain/references/without-repeats.ts'
import { isCustomGroup, resourceKey } from '#domain/resource.ts'
import type { StoredObject } from '../cache/scoped-store.ts'
import type { GraphQLContext } from '../graphql/context.ts'
import type { KindScope } from './listable-kinds.ts'
import type { NotSearched } from './not-searched-type.ts'
import { scanKinds } from './scan-kinds.ts'

/** An object and what it points to; of those alone that point to something. */
export type PointingObject = Pick<StoredObject, 'resource' | 'namespace' | 'name' | 'uid'> & { pointers: readonly Pointer[] }
/** `complete` false: not all objects were looked at, or one points to more than is followed. */
export type PointerIndex = { objects: readonly PointingObject[]; notSearched: NotSearched[]; complete: boolean }

const bounds = { perKind: 5_000, timeMs: 5_000 }

/** What the objects of a kind point to; made once for an operation. */
export function pointerIndex(context: GraphQLContext, scope: KindScope): Promise<PointerIndex> {
  const { resource, namespaces } = scope
  return context.once(JSON.stringify(['enrich pointers', resourceKey(resource), namespaces]), async () => {
    const objects: PointingObject[] = []
    let complete = true
    const { notSearched } = await scanKinds(context, [scope], bounds, stored => {
      const object = stored.read()
      // A pod says what its Deployment says already, and a ReplicaSet, too.
      if (!isCustomGroup(resource.group) && object.metadata.ownerReferences?.some(owner => owner.controller)) return
      const { pointers, complete: isAll } = pointersOf(object)
      if (!isAll) complete = false
      if (pointers.length > 0)
        objects.push({ resource, namespace: stored.namespace, name: stored.name, uid: stored.uid, pointers: withoutRepeats(pointers, stored.namespace) })
    })
    return { objects, notSearched, complete: complete && notSearched.length === 0 }
  })
}
