import type { KubeObject } from '#contract/kubernetes.ts'

/** An object without who set which of its fields, which is most of what many hold. */
export function withoutManagedFields(object: KubeObject): KubeObject {
  const { managedFields: _dropped, ...metadata } = object.metadata
  return { ...object, metadata }
}
