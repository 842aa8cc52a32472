import type { KubeObject } from '#contract/kubernetes.ts'
import { lastApplied } from './last-applied.ts'
import { withoutManagedFields } from './managed-fields.ts'
import { sameValue } from './object-diff.ts'
import type { Text } from './text.ts'

/** Why an edit may not be sent as a change of this object: what names an object cannot be edited. One sentence each. */
export function identityProblems(original: KubeObject, edited: KubeObject, t: Text): string[] {
  const fields: [string, string | undefined, string | undefined][] = [
    ['apiVersion', original.apiVersion, edited.apiVersion],
    ['kind', original.kind, edited.kind],
    ['metadata.name', original.metadata.name, edited.metadata.name],
    ['metadata.namespace', original.metadata.namespace, edited.metadata.namespace],
  ]
  const changed = fields.filter(([, before, after]) => before !== after)
  return changed.map(([field, before, after]) => {
    if (after === undefined || after === null)
      return t('{field} cannot be changed ({before} to none): it is part of what names the object. To have it under another, create a new object.', {
        field,
        before: String(before ?? 'none'),
      })
    return before === undefined
      ? t('{field} cannot be changed (none to {after}): it is part of what names the object. To have it under another, create a new object.', {
          field,
          after: String(after),
        })
      : t('{field} cannot be changed ({before} to {after}): it is part of what names the object. To have it under another, create a new object.', {
          field,
          before,
          after: String(after),
        })
  })
}

/** An object as the editor shows it: without managedFields, and without kubectl's copy of what was last applied, which nobody edits. */
export function editView(object: KubeObject): KubeObject {
  const shown = withoutManagedFields(object)
  const { [lastApplied]: hidden, ...annotations } = shown.metadata.annotations ?? {}
  if (hidden === undefined) return shown
  const { annotations: _all, ...metadata } = shown.metadata
  return { ...shown, metadata: Object.keys(annotations).length > 0 ? { ...metadata, annotations } : metadata }
}

/** An edit with what `editView` left out put back as it stands in `base`; saving must not remove it. */
export function withHiddenParts(base: KubeObject, edited: KubeObject): KubeObject {
  const hidden = base.metadata.annotations?.[lastApplied]
  if (hidden === undefined || edited.metadata.annotations?.[lastApplied] !== undefined) return edited
  return { ...edited, metadata: { ...edited.metadata, annotations: { ...edited.metadata.annotations, [lastApplied]: hidden } } }
}

/** What a person edits: all but what the kube-apiserver and controllers write on every change. */
export function editablePart(object: KubeObject): KubeObject {
  const { status: _status, ...rest } = editView(object)
  const { resourceVersion: _version, generation: _generation, ...metadata } = rest.metadata
  return { ...rest, metadata } as KubeObject
}

/** True when two versions differ in status and bookkeeping alone, so that an edit of the one fits the other. */
export function sameEditablePart(a: KubeObject, b: KubeObject): boolean {
  return sameValue(editablePart(a), editablePart(b))
}

/** For showing a change: without what moves at every write. */
export function comparable(object: KubeObject): KubeObject {
  const shown = editView(object)
  const { resourceVersion: _version, generation: _generation, ...metadata } = shown.metadata
  return { ...shown, metadata } as KubeObject
}
