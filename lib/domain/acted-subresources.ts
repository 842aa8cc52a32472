import { type ResourceRef, resourceKey, type ServedResource } from './resource.ts'

/** Subresources that pages act by, with the verbs that each serves; discovery tells of their names alone. */
export const subresourceVerbs = { log: ['get'], exec: ['get', 'create'], scale: ['get', 'update', 'patch'] } as const
export type ActedSubresource = keyof typeof subresourceVerbs

const all = Object.keys(subresourceVerbs) as ActedSubresource[]

/** Those of a resource. What others than pods call `log` or `exec` is something else, and no page asks for it. */
export function actedSubresources({ group, resource, subresources }: Pick<ServedResource, 'group' | 'resource' | 'subresources'>): ActedSubresource[] {
  const isPods = resourceKey({ group, resource }) === 'pods'
  return all.filter(name => subresources.includes(name) && (isPods || name === 'scale'))
}

/** As kubectl names it: `pods/log`, `deployments.apps/scale`. */
export function subresourceKey(ref: Omit<ResourceRef, 'version'>, subresource: string): string {
  return `${resourceKey(ref)}/${subresource}`
}
