import { resourceKey, type ServedResource } from './resource.ts'
import type { ResourceGroup } from './resource-groups.ts'

/** Kubernetes' own kinds that operators' objects lead to, by `resourceKey`, in the order in which they are shown. */
export const builtInKinds: readonly string[] = [
  'pods',
  'deployments.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'replicasets.apps',
  'jobs.batch',
  'cronjobs.batch',
  'services',
  'ingresses.networking.k8s.io',
  'networkpolicies.networking.k8s.io',
  'configmaps',
  'secrets',
  'persistentvolumeclaims',
  'persistentvolumes',
  'serviceaccounts',
  'events',
  'namespaces',
  'nodes',
  'roles.rbac.authorization.k8s.io',
  'rolebindings.rbac.authorization.k8s.io',
  'clusterroles.rbac.authorization.k8s.io',
  'clusterrolebindings.rbac.authorization.k8s.io',
  'customresourcedefinitions.apiextensions.k8s.io',
]

/** Those that tell how what operators need runs; pods, of which there may be many, are told by who owns them. */
export const runningKinds: ReadonlySet<string> = new Set(['deployments.apps', 'statefulsets.apps', 'daemonsets.apps', 'jobs.batch', 'nodes'])

/** Those that people and their tools change, so that one wants to know of it. */
export const changedKinds: ReadonlySet<string> = new Set([
  ...['deployments.apps', 'statefulsets.apps', 'daemonsets.apps', 'cronjobs.batch'],
  ...['services', 'ingresses.networking.k8s.io', 'networkpolicies.networking.k8s.io'],
  ...['configmaps', 'secrets', 'persistentvolumeclaims', 'serviceaccounts', 'namespaces'],
  ...['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'].map(plural => `${plural}.rbac.authorization.k8s.io`),
  'customresourcedefinitions.apiextensions.k8s.io',
])

/** Nobody looks for an event by its name, and there are more of them than of all others; Secrets are found by who names their kind. */
export const notLookedThrough: ReadonlySet<string> = new Set(['events', 'events.events.k8s.io', 'secrets'])

/** Those of them that are served. */
export function builtInGroup(served: readonly ServedResource[]): ResourceGroup {
  const byKey = new Map(served.map(resource => [resourceKey(resource), resource]))
  return { group: 'Kubernetes', resources: builtInKinds.flatMap(key => byKey.get(key) ?? []) }
}
