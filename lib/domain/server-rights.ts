/** rbac.authorization.k8s.io/v1 PolicyRule. */
export type PolicyRule = {
  apiGroups?: string[]
  resources?: string[]
  resourceNames?: string[]
  nonResourceURLs?: string[]
  verbs: string[]
}

export type ServerRights = {
  /** Namespace in which `namespaceRules` hold: the server's own. */
  namespace: string
  clusterRules: PolicyRule[]
  namespaceRules: PolicyRule[]
  /** ClusterRoles of Kubernetes that the server's ServiceAccount is bound to as well, cluster-wide. */
  clusterRoleRefs: string[]
}

/** Verbs that requests to the kube-apiserver have; `impersonate-on:…` knows no wildcard (KEP-5284), so each is named. */
const requestVerbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection']

/** What is not a resource and yet part of the Kubernetes API; the proxy forwards nothing else (lib/server/proxy/kube-path.ts). */
const nonResourceURLs = ['/api', '/apis', '/openapi', '/version', '/healthz', '/livez', '/readyz'].flatMap(path => [path, `${path}/*`])

/**
 * Everything that the server's ServiceAccount may do: act as someone else, ask who someone is and what they may, and
 * keep its own keys and leases. It reads no user's resource by itself, so a request that lost its identity is a 403.
 *
 * `constrainedImpersonation`: Kubernetes ≥ 1.36, where it is on by default. There the right to act as someone is split
 * from the right to do VERB while doing so, and `system:masters` is out of reach. The second half still covers every
 * resource; narrowing it to the served ones without Secrets is a later step. Below 1.36: the one verb `impersonate`.
 */
export function serverRights({ constrainedImpersonation, namespace }: { constrainedImpersonation: boolean; namespace: string }): ServerRights {
  return {
    namespace,
    clusterRules: constrainedImpersonation ? constrainedRules() : classicRules(),
    namespaceRules: [
      // `create` cannot be limited to a name: the name is in the body.
      { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
      { apiGroups: [''], resources: ['secrets'], resourceNames: ['latchkey-keyring'], verbs: ['get', 'list', 'watch', 'update'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create', 'list', 'delete'] },
    ],
    clusterRoleRefs: ['system:auth-delegator'],
  }
}

function constrainedRules(): PolicyRule[] {
  const on = (mode: string): string[] => requestVerbs.map(verb => `impersonate-on:${mode}:${verb}`)
  return [
    // users, groups, uids and userextras/KEY: RBAC has no wildcard for the KEY alone, and the verb means nothing on other resources.
    { apiGroups: ['authentication.k8s.io'], resources: ['*'], verbs: ['impersonate:user-info'] },
    { apiGroups: ['authentication.k8s.io'], resources: ['serviceaccounts'], verbs: ['impersonate:serviceaccount'] },
    { apiGroups: ['*'], resources: ['*'], verbs: [...on('user-info'), ...on('serviceaccount')] },
    { nonResourceURLs, verbs: ['impersonate-on:user-info:get', 'impersonate-on:serviceaccount:get'] },
  ]
}

function classicRules(): PolicyRule[] {
  return [
    { apiGroups: [''], resources: ['users', 'groups', 'serviceaccounts'], verbs: ['impersonate'] },
    // uids and userextras/KEY, see above.
    { apiGroups: ['authentication.k8s.io'], resources: ['*'], verbs: ['impersonate'] },
  ]
}
