import type { KubeObject } from '#contract/kubernetes.ts'
import { matchesLabels } from '../label-selector.ts'
import type { ServedResource } from '../resource.ts'
import { findTargetKind, isNamePointer, type NamespaceChoice, type Pointer } from './pointer.ts'

/** An object that others may point to. `namespaceLabels` null: not known, so what selects namespaces by their labels is not taken to mean it. */
export type PointedTo = { resource: ServedResource; object: KubeObject; namespaceLabels: Readonly<Record<string, string>> | null }

/** Whether a pointer of an object of group and namespace `from` means the target. */
export function pointsAt(pointer: Pointer, from: { group: string; namespace: string }, target: PointedTo, resources: readonly ServedResource[]): boolean {
  const { resource, object } = target
  const namespace = resource.namespaced ? (object.metadata.namespace ?? '') : ''
  if (isNamePointer(pointer)) {
    if (pointer.kind !== resource.kind || pointer.name !== object.metadata.name) return false
    if (findTargetKind(resources, pointer, from.group)?.group !== resource.group) return false
    return !resource.namespaced || (pointer.namespace ?? from.namespace) === namespace
  }
  if (pointer.kind !== resource.kind || pointer.group !== resource.group) return false
  if (resource.namespaced && !takesNamespace(pointer.namespaces, from.namespace, namespace, target.namespaceLabels)) return false
  return matchesLabels(pointer.selector, object.metadata.labels ?? {}) && (pointer.fits?.(object) ?? true)
}

function takesNamespace(choice: NamespaceChoice, own: string, namespace: string, labels: PointedTo['namespaceLabels']): boolean {
  if (choice === 'own') return namespace === own
  if (choice === 'all') return true
  return 'names' in choice ? choice.names.includes(namespace) : labels !== null && matchesLabels(choice.selector, labels)
}
