import type { Capability } from '#contract/operations/object.ts'
import type { ServedResource } from './resource.ts'
import type { Text } from './text.ts'

/** Whether something may be done, and why not; null where there is no such thing to do with this kind. */
export type ActionAccess = { reason: string | null } | null

/** How an object may be written. `update` sends the whole object, `patch` a merge patch of what changed. */
export type ObjectAccess = {
  edit: { by: 'update' | 'patch'; reason: null } | { by: null; reason: string }
  /** By server-side apply. */
  apply: { reason: string | null }
  delete: { reason: string | null }
  scale: ActionAccess
  restart: ActionAccess
  /** Of a Node: whether pods are put on it. */
  cordon: ActionAccess
}

/** What is not among the capabilities is not served, and counts as no. */
export function toObjectAccess(capabilities: readonly Capability[], { group, resource }: Pick<ServedResource, 'group' | 'resource'>, t: Text): ObjectAccess {
  const find = (verb: string, subresource: string | null = null): Pick<Capability, 'allowed' | 'reason'> | undefined =>
    capabilities.find(each => each.verb === verb && each.subresource === subresource)
  const served = (verb: string): Pick<Capability, 'allowed' | 'reason'> =>
    find(verb) ?? { allowed: false, reason: t('The cluster does not serve {verb} of this resource.', { verb }) }
  const reasonOf = (found: Pick<Capability, 'allowed' | 'reason'> | undefined): ActionAccess => (found ? { reason: found.allowed ? null : found.reason } : null)
  const [update, patch, remove] = [served('update'), served('patch'), served('delete')]
  const edit = update.allowed
    ? { by: 'update' as const, reason: null }
    : patch.allowed
      ? { by: 'patch' as const, reason: null }
      : { by: null, reason: update.reason }
  return {
    edit,
    apply: { reason: patch.allowed ? null : patch.reason },
    delete: { reason: remove.allowed ? null : remove.reason },
    scale: reasonOf(find('patch', 'scale')),
    restart: reasonOf(find('restart')),
    cordon: group === '' && resource === 'nodes' ? { reason: patch.allowed ? null : patch.reason } : null,
  }
}
