import type { KubeObject } from '#contract/kubernetes.ts'
import { withHiddenParts } from './edit-rules.ts'
import { createMergePatch } from './merge-patch.ts'
import { withoutManagedFields } from './object-yaml.ts'

export type WritePlan = { method: 'PUT' | 'PATCH'; contentType: string; body: Record<string, unknown> }

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

/** Texts of `Warning: 299 - "text"` headers, as the kube-apiserver joins them in one. */
export function parseWarnings(header: string | null): string[] {
  return [...(header ?? '').matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text.replaceAll(/\\(.)/g, '$1'))
}
