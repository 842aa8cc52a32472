import type { AccessAnswer, AccessQuestion } from '#contract/access.ts'

/** How an object may be written. `update` sends the whole object, `patch` a merge patch of what changed. */
export type ObjectAccess = {
  edit: { by: 'update' | 'patch'; reason: null } | { by: null; reason: string }
  delete: { reason: string | null }
}

const verbs = ['update', 'patch', 'delete'] as const

/** The questions whose answers `toObjectAccess` reads, in that order. */
export function objectAccessQuestions(target: { group: string; resource: string; namespace?: string | undefined; name: string }): AccessQuestion[] {
  const { group, resource, namespace, name } = target
  return verbs.map(verb => ({ verb, group, resource, name, ...(namespace ? { namespace } : {}) }))
}

/** Answers missing altogether count as no. */
export function toObjectAccess([update, patch, remove]: readonly AccessAnswer[]): ObjectAccess {
  const unknown = 'The cluster did not say whether you may do this.'
  const edit = update?.allowed
    ? { by: 'update' as const, reason: null }
    : patch?.allowed
      ? { by: 'patch' as const, reason: null }
      : { by: null, reason: update?.reason || unknown }
  return { edit, delete: { reason: remove?.allowed ? null : remove?.reason || unknown } }
}
