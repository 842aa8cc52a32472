import { createHash } from 'node:crypto'
import type { ObjectSelection, SortKey } from '#domain/list-query.ts'

/** Names a selection (with its order) in cursors and tokens: what was given for another one is not taken. */
export function selectionHash(selection: ObjectSelection, sortBy: readonly SortKey[] = []): string {
  const { resource, namespaces, labelSelector, fieldSelector, where, search, inAnnotations = false, health } = selection
  const named = [resource.group, resource.version, resource.resource]
  const all = [named, namespaces && [...namespaces].sort(), labelSelector, fieldSelector, where, search, inAnnotations, [...health].sort(), sortBy]
  return createHash('sha256').update(JSON.stringify(all)).digest('base64url').slice(0, 16)
}
