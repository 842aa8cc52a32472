import type { KubeObject } from '#contract/kubernetes.ts'
import { editablePart, withHiddenParts } from './edit-rules.ts'
import { withoutManagedFields } from './managed-fields.ts'
import { createMergePatch } from './merge-patch.ts'

export type WritePlan = { method: 'PUT' | 'PATCH'; contentType: string; body: Record<string, unknown>; query?: Record<string, string> }

/** Server-side apply (KEP-555) as a manager; `force` takes fields over that others own. `resourceVersion`: only on top of this version. */
export type ApplyAs = { manager: string; force: boolean; resourceVersion?: string | undefined }

/** How an edit is sent: whole, or as a merge patch of what changed. Either names the version it began from, so that a change by others is noticed. */
export function planWrite(by: 'update' | 'patch', base: KubeObject, edited: KubeObject): WritePlan {
  const resourceVersion = base.metadata.resourceVersion
  const whole = withHiddenParts(base, edited)
  if (by === 'update') {
    return { method: 'PUT', contentType: 'application/json', body: { ...whole, metadata: { ...whole.metadata, resourceVersion } } }
  }
  const patch = createMergePatch(withoutManagedFields(base), whole)
  const metadata = { ...(patch['metadata'] as object | undefined), resourceVersion }
  return { method: 'PATCH', contentType: 'application/merge-patch+json', body: { ...patch, metadata } }
}

/**
 * An edit as server-side apply: all that the text says, which the manager then owns, and what it owned and the text no longer says goes. It
 * need name no version: what others own and the text does not change is no conflict.
 */
export function planApply(edited: KubeObject, { manager, force, resourceVersion }: ApplyAs): WritePlan {
  const { metadata, ...rest } = editablePart(edited)
  const { uid: _uid, creationTimestamp: _created, deletionTimestamp: _deleted, selfLink: _link, ...said } = metadata as Record<string, unknown>
  return {
    method: 'PATCH',
    contentType: 'application/apply-patch+yaml',
    body: { ...rest, metadata: resourceVersion === undefined ? said : { ...said, resourceVersion } },
    query: { fieldManager: manager, fieldValidation: 'Strict', ...(force ? { force: 'true' } : {}) },
  }
}

/** Texts of `Warning: 299 - "text"` headers, as the kube-apiserver joins them in one. */
export function parseWarnings(header: string | null): string[] {
  return [...(header ?? '').matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text.replaceAll(/\\(.)/g, '$1'))
}
