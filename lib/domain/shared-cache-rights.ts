import { isKeptGroup, type ServedGroup } from './impersonation-scope.ts'
import type { PolicyRule } from './policy-rule.ts'

/**
 * What the server may read as itself where it was installed with a shared cache: custom resources that are served then, each by name, and
 * who has which rights, to notice when that changes. No Secrets, no core resources, nothing of Kubernetes' own; what comes later is cached for
 * each identity by its own rights, until the next `latchkey install`.
 */
export function sharedCacheRights(served: readonly ServedGroup[]): PolicyRule[] {
  const verbs = ['list', 'watch']
  const custom = served
    .filter(({ group }) => isKeptGroup(group))
    .map(({ group, resources }) => ({ apiGroups: [group], resources: namesOf(resources), verbs }))
    .filter(({ resources }) => resources.length > 0)
    .sort((a, b) => ((a.apiGroups[0] ?? '') < (b.apiGroups[0] ?? '') ? -1 : 1))
  const rbac = ['clusterrolebindings', 'clusterroles', 'rolebindings', 'roles']
  return [...custom, { apiGroups: ['rbac.authorization.k8s.io'], resources: rbac, verbs }]
}

function namesOf(resources: ServedGroup['resources']): string[] {
  // Discovery is what some API server says; a `*` in it would be a wildcard in a rule.
  const names = resources.map(({ resource }) => resource).filter(name => /^[a-z0-9.-]+$/.test(name) && name !== 'secrets')
  return [...new Set(names)].sort()
}
