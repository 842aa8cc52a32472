import type { KubeObject } from '../../lib/contract/kubernetes.ts'
import { loginRequestGroup } from '../../lib/contract/login.ts'
import { attestedApiServiceName } from '../../lib/domain/attested-names.ts'
import { appName, labels, namespaceName } from './labels.ts'

/** Port of the Service that LoginRequests go to. */
export const attestedServicePort = 443

/**
 * Has the kube-apiserver hand LoginRequests to the server, with the word of whom they are from. `caBundle` is left out: the
 * server writes it, and applying this again leaves it as it is. The priorities are low: the group shall shadow no other.
 */
export function apiService(): KubeObject {
  const { group, version } = loginRequestGroup
  return {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: attestedApiServiceName, labels: { ...labels } },
    spec: {
      group,
      version,
      groupPriorityMinimum: 100,
      versionPriority: 10,
      service: { name: appName, namespace: namespaceName, port: attestedServicePort },
    },
  }
}
