import { sealingKeyConfigMap } from '#contract/login-proof.ts'
import { attestedApiServiceName, attestedSecretName } from './attested-names.ts'
import { scopeModes, scopeVerb } from './impersonation-scope.ts'
import { keptRoleRules } from './kept-role.ts'
import type { PolicyRule } from './policy-rule.ts'

export type ServerRights = {
  /** Namespace in which `namespaceRules` hold: the server's own. */
  namespace: string
  clusterRules: PolicyRule[]
  namespaceRules: PolicyRule[]
  /** ClusterRoles of Kubernetes that the server's ServiceAccount is bound to as well, cluster-wide. */
  clusterRoleRefs: string[]
  /** Roles of Kubernetes that it is bound to as well, each in the namespace that has it. */
  roleRefs: Array<{ namespace: string; role: string }>
}

type RightsAsked = { scope: readonly PolicyRule[] | null; namespace: string; attested: boolean; sharedCache?: readonly PolicyRule[] }

/** What is not a resource and yet part of the Kubernetes API; the proxy forwards nothing else (lib/server/proxy/kube-path.ts). */
const nonResourceURLs = ['/api', '/apis', '/openapi', '/version', '/healthz', '/livez', '/readyz'].flatMap(path => [path, `${path}/*`])

/**
 * Everything that the server's ServiceAccount may do: act as someone else, ask who someone is and what they may, and
 * keep its own keys and leases. It reads no user's resource by itself, so a request that lost its identity is a 403.
 *
 * `scope`: what it may do while it acts as someone (impersonation-scope.ts fixedScope), for Kubernetes ≥ 1.36. There the right to act
 * as someone is split from the right to do VERB while doing so, and `system:masters` is out of reach. Null, below 1.36: the
 * one verb `impersonate`, which has no bounds.
 * `attested`: whether it answers LoginRequests, for which it keeps a serving certificate and has the kube-apiserver trust it.
 * `sharedCache`: what it may read as itself, for a cache that all users share (shared-cache-rights.ts); nothing unless it was installed so.
 */
export function serverRights({ scope, namespace, attested, sharedCache = [] }: RightsAsked): ServerRights {
  return {
    namespace,
    clusterRules: [...(scope === null ? classicRules() : constrainedRules(scope)), ...(attested ? attestedRules : []), ...sharedCache],
    namespaceRules: [
      // `create` cannot be limited to a name: the name is in the body.
      { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
      {
        apiGroups: [''],
        resources: ['secrets'],
        resourceNames: ['latchkey-keyring', ...(attested ? [attestedSecretName] : [])],
        verbs: ['get', 'list', 'watch', 'update'],
      },
      { apiGroups: [''], resources: ['configmaps'], verbs: ['create'] },
      { apiGroups: [''], resources: ['configmaps'], resourceNames: [sealingKeyConfigMap.name], verbs: ['get', 'update'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create', 'list', 'watch', 'delete'] },
    ],
    clusterRoleRefs: ['system:auth-delegator'],
    // Whose certificates the kube-apiserver takes users by, and its front proxy.
    roleRefs: [{ namespace: 'kube-system', role: 'extension-apiserver-authentication-reader' }],
  }
}

const attestedRules: PolicyRule[] = [
  { apiGroups: ['apiregistration.k8s.io'], resources: ['apiservices'], resourceNames: [attestedApiServiceName], verbs: ['get', 'watch', 'patch'] },
]

function constrainedRules(scope: readonly PolicyRule[]): PolicyRule[] {
  return [
    // users, groups, uids and userextras/KEY: RBAC has no wildcard for the KEY alone, and the verb means nothing on other resources.
    { apiGroups: ['authentication.k8s.io'], resources: ['*'], verbs: ['impersonate:user-info'] },
    { apiGroups: ['authentication.k8s.io'], resources: ['serviceaccounts'], verbs: ['impersonate:serviceaccount'] },
    ...scope,
    ...keptRoleRules,
    { nonResourceURLs, verbs: scopeModes.map(mode => scopeVerb(mode, 'get')) },
  ]
}

function classicRules(): PolicyRule[] {
  return [
    { apiGroups: [''], resources: ['users', 'groups', 'serviceaccounts'], verbs: ['impersonate'] },
    // uids and userextras/KEY, see above.
    { apiGroups: ['authentication.k8s.io'], resources: ['*'], verbs: ['impersonate'] },
  ]
}
