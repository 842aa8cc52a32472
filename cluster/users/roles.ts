/** API groups of the operators whose custom resources the demo users may see. */
export const customResourceGroups = [
  'networking.istio.io',
  'security.istio.io',
  'telemetry.istio.io',
  'extensions.istio.io',
  'install.istio.io',
  'cert-manager.io',
  'acme.cert-manager.io',
  'monitoring.coreos.com',
  'gateway.networking.k8s.io',
  'cilium.io',
  'demo.latchkey.dev',
] as const

/** Namespaces the demo users work in; `latchkey-demo` holds the users' own ServiceAccounts. */
export const demoNamespaces = ['shop', 'shop-staging', 'payments', 'latchkey-demo'] as const

/** ServiceAccounts behind the token users. */
export const serviceAccounts = {
  viewer: { namespace: 'latchkey-demo', name: 'viewer' },
  payments: { namespace: 'payments', name: 'payments' },
  guest: { namespace: 'latchkey-demo', name: 'guest' },
} as const

const rbac = 'rbac.authorization.k8s.io'
const apiVersion = `${rbac}/v1`
const readCustomResources = 'latchkey-demo:custom-resources-view'
const editCustomResources = 'latchkey-demo:custom-resources-edit'

type RbacSubject = { kind: 'User'; name: string } | { kind: 'ServiceAccount'; name: string; namespace: string }

const clusterRole = (name: string, verbs: readonly string[]) => ({
  apiVersion,
  kind: 'ClusterRole',
  metadata: { name },
  rules: [{ apiGroups: customResourceGroups, resources: ['*'], verbs }],
})

const subjectOf = (subject: RbacSubject) => (subject.kind === 'ServiceAccount' ? subject : { ...subject, apiGroup: rbac })

const clusterRoleBinding = (name: string, role: string, subject: RbacSubject) => ({
  apiVersion,
  kind: 'ClusterRoleBinding',
  metadata: { name },
  roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: role },
  subjects: [subjectOf(subject)],
})

const roleBinding = (namespace: string, name: string, role: string, subject: RbacSubject) => ({
  apiVersion,
  kind: 'RoleBinding',
  metadata: { namespace, name },
  roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: role },
  subjects: [subjectOf(subject)],
})

const serviceAccount = (user: keyof typeof serviceAccounts): RbacSubject => ({ kind: 'ServiceAccount', ...serviceAccounts[user] })

/** Namespaces and ServiceAccounts; to be applied before the rights, which name them. */
export function demoIdentities(): object[] {
  return [
    ...demoNamespaces.map(name => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
    ...Object.values(serviceAccounts).map(metadata => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata })),
  ]
}

/** What each demo user may do. `guest` appears nowhere: it may do nothing. */
export function demoRights(): object[] {
  const editor: RbacSubject = { kind: 'User', name: 'editor' }
  return [
    clusterRole(readCustomResources, ['get', 'list', 'watch']),
    clusterRole(editCustomResources, ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection']),
    clusterRoleBinding('latchkey-demo:viewer', 'view', serviceAccount('viewer')),
    clusterRoleBinding('latchkey-demo:viewer-custom-resources', readCustomResources, serviceAccount('viewer')),
    ...['shop', 'shop-staging'].flatMap(namespace => [
      roleBinding(namespace, 'latchkey-demo:editor', 'view', editor),
      roleBinding(namespace, 'latchkey-demo:editor-custom-resources', editCustomResources, editor),
    ]),
    roleBinding('payments', 'latchkey-demo:payments', 'edit', serviceAccount('payments')),
    roleBinding('payments', 'latchkey-demo:payments-custom-resources', editCustomResources, serviceAccount('payments')),
  ]
}
