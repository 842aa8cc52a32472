import { isCustomGroup, type ServedResource } from './resource.ts'

export type ResourceGroup = { group: string; resources: ServedResource[] }

/** Custom resources that can be listed, by API group, groups and kinds in alphabetical order. */
export function customResourceGroups(served: readonly ServedResource[]): ResourceGroup[] {
  const groups = new Map<string, ServedResource[]>()
  for (const resource of served) {
    if (!isCustomGroup(resource.group) || !resource.verbs.includes('list')) continue
    groups.set(resource.group, [...(groups.get(resource.group) ?? []), resource])
  }
  return [...groups]
    .map(([group, resources]) => ({ group, resources: resources.sort((a, b) => a.kind.localeCompare(b.kind, 'en')) }))
    .sort((a, b) => a.group.localeCompare(b.group, 'en'))
}

/** The resource a path names. The version of the path wins over the preferred one: an owner may name an older one. */
export function findServedResource(
  served: readonly ServedResource[],
  wanted: { group: string; version: string; resource: string },
): ServedResource | undefined {
  const found = served.find(r => r.group === wanted.group && r.resource === wanted.resource)
  return found && { ...found, version: wanted.version }
}

/** The resource whose objects are of `kind`, for links from owner references. */
export function findServedKind(served: readonly ServedResource[], wanted: { group: string; kind: string }): ServedResource | undefined {
  return served.find(r => r.group === wanted.group && r.kind === wanted.kind)
}
