import type { AccessQuestion } from '#contract/access.ts'
import type { PolicyRule } from './policy-rule.ts'

/** A Role or ClusterRole, rbac.authorization.k8s.io/v1, as far as its rules go. */
export type RoleRules = { kind: 'Role' | 'ClusterRole'; name: string; namespace: string; rules: readonly PolicyRule[] }

/** A role that would allow something. `breadth`: how much more it allows, the least first. */
export type GrantingRole = Pick<RoleRules, 'kind' | 'name' | 'namespace'> & { breadth: number }

/** Roles that would allow something. `readFirst`: they are of so many, and there are more that were not looked at; null where all were. */
export type FoundRoles = { roles: GrantingRole[]; readFirst: number | null }

/** Roles of which a binding would allow it, the narrowest first; those of one object's name count where the question names it. */
export function grantingRoles(roles: readonly RoleRules[], question: AccessQuestion): GrantingRole[] {
  return roles
    .filter(({ kind, namespace, rules }) => (kind === 'ClusterRole' || namespace === question.namespace) && rules.some(rule => allows(rule, question)))
    .map(({ kind, name, namespace, rules }) => ({ kind, name, namespace, breadth: rules.reduce((sum, rule) => sum + breadthOf(rule), 0) }))
    .sort((a, b) => a.breadth - b.breadth || (a.name < b.name ? -1 : 1))
}

function allows(
  { verbs, apiGroups = [], resources = [], resourceNames = [] }: PolicyRule,
  { verb, group, resource, subresource = '', name = '' }: AccessQuestion,
): boolean {
  const wanted = subresource === '' ? [resource, '*'] : [`${resource}/${subresource}`, `*/${subresource}`, '*']
  return (
    (verbs.includes(verb) || verbs.includes('*')) &&
    (apiGroups.includes(group) || apiGroups.includes('*')) &&
    wanted.some(each => resources.includes(each)) &&
    (resourceNames.length === 0 || (name !== '' && resourceNames.includes(name)))
  )
}

const wildcardBreadth = 1_000

function breadthOf({ verbs, apiGroups = [], resources = [], nonResourceURLs = [] }: PolicyRule): number {
  const width = (texts: readonly string[]): number => (texts.includes('*') ? wildcardBreadth : texts.length)
  return width(verbs) * Math.max(1, width(apiGroups)) * Math.max(1, width(resources)) + nonResourceURLs.length
}
