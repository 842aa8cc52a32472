import type { ServedGroup } from '../../lib/domain/impersonation-scope.ts'

/** Core resources with their subresources, as Kubernetes 1.36 serves them. */
const core: Record<string, readonly string[]> = {
  bindings: [],
  componentstatuses: [],
  configmaps: [],
  endpoints: [],
  events: [],
  limitranges: [],
  namespaces: ['finalize', 'status'],
  nodes: ['proxy', 'status'],
  persistentvolumeclaims: ['status'],
  persistentvolumes: ['status'],
  pods: ['attach', 'binding', 'ephemeralcontainers', 'eviction', 'exec', 'log', 'portforward', 'proxy', 'resize', 'status'],
  podtemplates: [],
  replicationcontrollers: ['scale', 'status'],
  resourcequotas: ['status'],
  secrets: [],
  serviceaccounts: ['token'],
  services: ['proxy', 'status'],
}

const groups = [
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'apps',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
]

/** What Kubernetes 1.36 serves by itself: for manifests that are printed where no cluster can be asked. */
export const kubernetesGroups: readonly ServedGroup[] = [
  { group: '', resources: Object.entries(core).map(([resource, subresources]) => ({ resource, subresources })) },
  ...groups.map(group => ({ group, resources: [] })),
]
