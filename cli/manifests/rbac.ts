import type { KubeObject } from '../../lib/contract/kubernetes.ts'
import { sealingKeyConfigMap } from '../../lib/contract/login-proof.ts'
import type { PolicyRule } from '../../lib/domain/policy-rule.ts'
import { serverRights } from '../../lib/domain/server-rights.ts'
import { appName, labels, namespaceName } from './labels.ts'

const rbac = 'rbac.authorization.k8s.io'
const apiVersion = `${rbac}/v1`

/** What the server itself may do, as lib/domain/server-rights.ts says. `scope`: while it acts as someone; null for classic impersonation. `sharedCache`: as itself. */
export function serverRbac(scope: readonly PolicyRule[] | null, attested: boolean, sharedCache: readonly PolicyRule[]): KubeObject[] {
  const { clusterRules, namespaceRules, clusterRoleRefs, roleRefs, namespace } = serverRights({ scope, namespace: namespaceName, attested, sharedCache })
  const subjects = [{ kind: 'ServiceAccount', name: appName, namespace }]
  return [
    { apiVersion, kind: 'ClusterRole', metadata: { name: appName, labels: { ...labels } }, rules: clusterRules },
    clusterRoleBinding(appName, appName, subjects),
    ...clusterRoleRefs.map(role => clusterRoleBinding(`${appName}:${role}`, role, subjects)),
    { apiVersion, kind: 'Role', metadata: { name: appName, namespace, labels: { ...labels } }, rules: namespaceRules },
    {
      apiVersion,
      kind: 'RoleBinding',
      metadata: { name: appName, namespace, labels: { ...labels } },
      roleRef: { apiGroup: rbac, kind: 'Role', name: appName },
      subjects,
    },
    ...roleRefs.map(({ namespace: where, role }) => ({
      apiVersion,
      kind: 'RoleBinding',
      metadata: { name: `${appName}:${role}`, namespace: where, labels: { ...labels } },
      roleRef: { apiGroup: rbac, kind: 'Role', name: role },
      subjects,
    })),
  ]
}

function clusterRoleBinding(name: string, role: string, subjects: unknown[]): KubeObject {
  return {
    apiVersion,
    kind: 'ClusterRoleBinding',
    metadata: { name, labels: { ...labels } },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: role },
    subjects,
  }
}

/** RBAC takes the service's name as it stands in the URL, so each way to write it is a name of its own. */
const serviceNames = ['latchkey', 'latchkey:http', 'latchkey:80', 'http:latchkey:http', 'http:latchkey:80']

/**
 * Lets groups reach the service through the kube-apiserver: one verb per HTTP method. It gives no right to anything in
 * the cluster; Latchkey lets nobody in without a login.
 */
export function accessRbac(groups: readonly string[]): KubeObject[] {
  const name = `${appName}-access`
  return [
    {
      apiVersion,
      kind: 'Role',
      metadata: { name, namespace: namespaceName, labels: { ...labels } },
      rules: [
        { apiGroups: [''], resources: ['services/proxy'], resourceNames: serviceNames, verbs: ['get', 'create', 'update', 'patch', 'delete'] },
        { apiGroups: [''], resources: ['services'], resourceNames: serviceNames, verbs: ['get'] },
        // The key that credentials are sealed to: public, but worth nothing unless it comes from the kube-apiserver itself.
        { apiGroups: [''], resources: ['configmaps'], resourceNames: [sealingKeyConfigMap.name], verbs: ['get'] },
      ],
    },
    {
      apiVersion,
      kind: 'RoleBinding',
      metadata: { name, namespace: namespaceName, labels: { ...labels } },
      roleRef: { apiGroup: rbac, kind: 'Role', name },
      subjects: groups.map(group => ({ apiGroup: rbac, kind: 'Group', name: group })),
    },
  ]
}
