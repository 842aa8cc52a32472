import type { KubeObject } from '../../lib/contract/kubernetes.ts'
import { fixedScope, keptScope, type ServedGroup } from '../../lib/domain/impersonation-scope.ts'
import { sharedCacheRights } from '../../lib/domain/shared-cache-rights.ts'
import { apiService, attestedServicePort } from './apiservice.ts'
import { attestedRbac } from './attested-rbac.ts'
import { type DeploymentOptions, deployment } from './deployment.ts'
import { keptRole, keptRolePolicy } from './kept-role.ts'
import { appName, labels, namespaceName, podLabels } from './labels.ts'
import { accessRbac, serverRbac } from './rbac.ts'

export type ManifestOptions = Omit<DeploymentOptions, 'sharedCache'> & {
  /** What the cluster serves, for the rules of constrained impersonation; null where the cluster has only the classic one. */
  served: readonly ServedGroup[] | null
  /** Whether Latchkey may change nothing for anybody; constrained impersonation only. */
  readOnly: boolean
  /** Whether Latchkey may get at Secrets for its users; constrained impersonation only. */
  secrets: boolean
  /** What the cluster serves, where the server is to read custom resources as itself for a cache that all users share; null where not. */
  cached: readonly ServedGroup[] | null
  grantGroups: readonly string[]
}

/** Everything that install puts into a cluster, in the order in which it has to be made. */
export function manifests(options: ManifestOptions): KubeObject[] {
  const inNamespace = { namespace: namespaceName, labels: { ...labels } }
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespaceName, labels: { ...labels, 'pod-security.kubernetes.io/enforce': 'restricted' } },
    },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: appName, ...inNamespace } },
    // The bounds before what they bound.
    ...(options.served ? [...keptRolePolicy(options.readOnly), ...keptRole(keptScope(options.served, options), options.readOnly)] : []),
    ...serverRbac(options.served && fixedScope(options.served, options), options.attested, options.cached ? sharedCacheRights(options.cached) : []),
    ...accessRbac(options.grantGroups),
    ...(options.attested ? attestedRbac(options.grantGroups) : []),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: appName, ...inNamespace },
      spec: { type: 'ClusterIP', selector: { ...podLabels }, ports: servicePorts(options) },
    },
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: appName, ...inNamespace },
      spec: { minAvailable: 1, selector: { matchLabels: { ...podLabels } } },
    },
    deployment({ ...options, sharedCache: options.cached !== null }),
    // Last: one that nobody answers for disturbs the discovery of the whole cluster.
    ...(options.attested ? [apiService()] : []),
  ]
}

function servicePorts({ attested }: ManifestOptions): unknown[] {
  const http = { name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' }
  return attested ? [http, { name: 'attested', port: attestedServicePort, targetPort: 'attested', protocol: 'TCP' }] : [http]
}

const plurals: Record<string, string> = {
  Namespace: 'namespaces',
  ServiceAccount: 'serviceaccounts',
  ClusterRole: 'clusterroles',
  ClusterRoleBinding: 'clusterrolebindings',
  Role: 'roles',
  RoleBinding: 'rolebindings',
  Service: 'services',
  PodDisruptionBudget: 'poddisruptionbudgets',
  Deployment: 'deployments',
  APIService: 'apiservices',
  ValidatingAdmissionPolicy: 'validatingadmissionpolicies',
  ValidatingAdmissionPolicyBinding: 'validatingadmissionpolicybindings',
}

/** The plural of a kind that install makes. */
export function pluralOf(kind: string): string {
  const plural = plurals[kind]
  if (plural === undefined) throw new TypeError(`install makes no ${kind}`)
  return plural
}
