import 'server-only'
import { cache } from 'react'
import type { ResourceRef, ServedResource } from '#domain/resource.ts'
import { findServedResource } from '#domain/resource-groups.ts'
import { requireSession } from './session.ts'

/** Segments of a page's address as Next hands them over: still percent-encoded. */
export type ResourceParams = { group: string; version: string; resource: string }
export type ObjectParams = ResourceParams & { namespace: string; name: string }

/** The resource an address names, or null where it is not served. Throws AppError where discovery fails. */
export async function servedResource(params: ResourceParams): Promise<ServedResource | null> {
  const { group, version, resource } = resourceOf(params)
  return find(group, version, resource)
}

/** The resource an address names, whether or not it is served. */
export function resourceOf(params: ResourceParams): ResourceRef {
  const group = decodeSegment(params.group)
  return { group: group === 'core' ? '' : group, version: decodeSegment(params.version), resource: decodeSegment(params.resource) }
}

const find = cache(async (group: string, version: string, resource: string) => {
  const { services } = requireSession()
  const ref = { group, version, resource }
  // What came seconds ago is asked for anew before it is said not to be there.
  return findServedResource(await services.servedResources(), ref) ?? findServedResource(await services.servedResources(500), ref) ?? null
})

/** Namespace (undefined for `-`) and name of the object an address names. */
export function objectOf(params: ObjectParams): { namespace: string | undefined; name: string } {
  const namespace = decodeSegment(params.namespace)
  return { namespace: namespace === '-' ? undefined : namespace, name: decodeSegment(params.name) }
}

// A malformed escape cannot name anything; as it stands it is found nowhere.
function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
