import type { PolicyRule } from './policy-rule.ts'

/** ClusterRole of the rules for custom resources (impersonation-scope.ts keptScope), which the server keeps current. */
export const keptRoleName = 'latchkey-custom-resources'

/** Annotation of that ClusterRole: `true` where Latchkey was installed to look only. */
export const readOnlyAnnotation = 'latchkey.dev/read-only'

/**
 * What the server may do with that one ClusterRole. `escalate` lets it write rules that it does not hold (Kubernetes, "Using
 * RBAC": privilege escalation prevention); a ValidatingAdmissionPolicy of install says which rules those may be.
 */
export const keptRoleRules: readonly PolicyRule[] = [
  { apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterroles'], resourceNames: [keptRoleName], verbs: ['get', 'update', 'escalate'] },
]
