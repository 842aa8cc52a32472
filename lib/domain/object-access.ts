import type { Capability } from '#contract/operations/object.ts'

/** How an object may be written. `update` sends the whole object, `patch` a merge patch of what changed. */
export type ObjectAccess = {
  edit: { by: 'update' | 'patch'; reason: null } | { by: null; reason: string }
  delete: { reason: string | null }
}

/** What is not among the capabilities is not served, and counts as no. */
export function toObjectAccess(capabilities: readonly Capability[]): ObjectAccess {
  const find = (verb: string): Pick<Capability, 'allowed' | 'reason'> => {
    const found = capabilities.find(each => each.verb === verb && each.subresource === null)
    return found ?? { allowed: false, reason: `The cluster does not serve ${verb} of this resource.` }
  }
  const [update, patch, remove] = [find('update'), find('patch'), find('delete')]
  const edit = update.allowed
    ? { by: 'update' as const, reason: null }
    : patch.allowed
      ? { by: 'patch' as const, reason: null }
      : { by: null, reason: update.reason }
  return { edit, delete: { reason: remove.allowed ? null : remove.reason } }
}
