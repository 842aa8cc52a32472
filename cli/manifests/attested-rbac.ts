import type { KubeObject } from '../../lib/contract/kubernetes.ts'
import { loginRequestGroup } from '../../lib/contract/login.ts'
import { appName, labels } from './labels.ts'

const rbac = 'rbac.authorization.k8s.io'
/** Name of both objects. */
export const attestedRoleName = `${appName}-attested`

/** Lets groups have the kube-apiserver tell Latchkey who they are. It gives no right to anything else. */
export function attestedRbac(groups: readonly string[]): KubeObject[] {
  const apiVersion = `${rbac}/v1`
  const { group, resource } = loginRequestGroup
  return [
    {
      apiVersion,
      kind: 'ClusterRole',
      metadata: { name: attestedRoleName, labels: { ...labels } },
      rules: [{ apiGroups: [group], resources: [resource], verbs: ['create'] }],
    },
    {
      apiVersion,
      kind: 'ClusterRoleBinding',
      metadata: { name: attestedRoleName, labels: { ...labels } },
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: attestedRoleName },
      subjects: groups.map(group => ({ apiGroup: rbac, kind: 'Group', name: group })),
    },
  ]
}
