import { fileURLToPath } from 'node:url'
import { type AppliedObject, applyAll, type Kube } from './kubectl.ts'
import { type DemoObject, readObjects } from './yaml-objects.ts'

const folder = (name: string) => fileURLToPath(new URL(name, import.meta.url))

type Named = { apiVersion: string; kind: string; metadata: { name: string; namespace?: string | undefined } }

/** One string for an object's kind, namespace and name, so that an owner can be found without its uid. */
export function objectKey({ apiVersion, kind, metadata }: Named): string {
  return [apiVersion, kind, metadata.namespace ?? '', metadata.name].join(' ')
}

/**
 * The object with the uids of its owners, or nothing while an owner has none yet. The garbage collector deletes an
 * object whose owner's uid is unknown, so owners go first.
 */
export function withOwners(object: DemoObject, uids: ReadonlyMap<string, string>): DemoObject | undefined {
  const references = object.metadata.ownerReferences
  if (references === undefined) return object
  const resolved = references.map(reference => {
    const owner = { ...reference, metadata: { name: reference.name, namespace: object.metadata.namespace } }
    return { ...reference, uid: reference.uid ?? uids.get(objectKey(owner)) }
  })
  if (resolved.some(reference => reference.uid === undefined)) return undefined
  return { ...object, metadata: { ...object.metadata, ownerReferences: resolved } } as DemoObject
}

/** Applies objects, owners before what they own. */
export async function applyInOrder(kube: Kube, objects: readonly DemoObject[]): Promise<AppliedObject[]> {
  const uids = new Map<string, string>()
  const applied: AppliedObject[] = []
  let waiting = objects
  while (waiting.length > 0) {
    const ready = waiting.flatMap(object => withOwners(object, uids) ?? [])
    const left = waiting.filter(object => withOwners(object, uids) === undefined)
    if (ready.length === 0) throw new Error(`no owner for ${left.map(objectKey).join(', ')}: ownerReferences name objects that the demo does not make.`)
    for (const object of await applyAll(kube, ready)) {
      uids.set(objectKey(object), object.metadata.uid)
      applied.push(object)
    }
    waiting = left
  }
  return applied
}

/** Applies everything of demo/objects, then the statuses that the operators would write, then the edits that outran them. */
export async function applyObjects(kube: Kube): Promise<AppliedObject[]> {
  const applied = await applyInOrder(kube, readObjects(folder('objects')))
  await applyAll(kube, readObjects(folder('statuses')), { subresource: 'status', fieldManager: 'latchkey-demo-status' })
  await applyAll(kube, readObjects(folder('edits')), { fieldManager: 'latchkey-demo-edit' })
  return applied
}
