import type { ResourceRef } from './resource.ts'

/**
 * Paths of the pages, without any prefix. The core group is written `core`, and the namespace of a cluster-scoped
 * object `-`: neither can be the name of a real group or namespace here.
 */
export function listPath(ref: ResourceRef, ...namespaces: readonly (string | undefined)[]): string {
  const named = namespaces.filter(Boolean).map(namespace => `namespace=${encodeURIComponent(namespace ?? '')}`)
  const query = named.length > 0 ? `?${named.join('&')}` : ''
  return `/resources/${ref.group || 'core'}/${ref.version}/${ref.resource}${query}`
}

/** Where a new one is made; `new` alone can be no object: that has a namespace before its name. */
export function createPath(ref: ResourceRef, namespace?: string): string {
  const query = namespace ? `?namespace=${encodeURIComponent(namespace)}` : ''
  return `${listPath(ref)}/new${query}`
}

export function objectPath(ref: ResourceRef & { namespace?: string | undefined; name: string }): string {
  return `/resources/${ref.group || 'core'}/${ref.version}/${ref.resource}/${ref.namespace || '-'}/${encodeURIComponent(ref.name)}`
}

export function editPath(ref: ResourceRef & { namespace?: string | undefined; name: string }): string {
  return `${objectPath(ref)}/edit`
}
