import type { KubeObject } from '#contract/kubernetes.ts'
import { asRecord } from './conditions.ts'
import { objectPath } from './page-path.ts'
import type { KnownKind } from './palette.ts'
import { findTargetKind, isNamePointer } from './references/pointer.ts'
import { pointersOf } from './references/pointers-of.ts'
import { valuesAt } from './references/values-at.ts'
import { parseApiVersion } from './resource.ts'

/** Pages of what an object's fields name, by the path of the field: `spec.http[0].route[1].destination.host`. Whether it is there is another question. */
export function pointerLinks(object: KubeObject, kinds: readonly KnownKind[]): ReadonlyMap<string, string> {
  const own = parseApiVersion(object.apiVersion).group
  const links = new Map<string, string>()
  for (const pointer of pointersOf(object).pointers) {
    if (!isNamePointer(pointer)) continue
    const kind = findTargetKind(kinds, pointer, own)
    if (!kind || pointer.name === '') continue
    const namespace = kind.namespaced ? (pointer.namespace ?? object.metadata.namespace) : undefined
    // A namespace that nobody knows, or a name that is none, leads nowhere.
    if ((kind.namespaced && namespace === undefined) || /[/%]/.test(pointer.name)) continue
    links.set(nameField(object, pointer.via), objectPath({ ...kind, namespace, name: pointer.name }))
  }
  return links
}

/** Of a reference that is a map, the field that holds the name. */
function nameField(object: KubeObject, via: string): string {
  const found = valuesAt(object, via.replace(/\[\d+\]/g, '[]')).find(each => each.via === via)
  return asRecord(found?.value)?.['name'] === undefined ? via : `${via}.name`
}
