import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { attestedApiServiceName, attestedSecretName } from '../../lib/domain/attested-names.ts'
import { kubeJsonOrNull } from '../kube/kube-json.ts'
import type { KubeTransport } from '../kube/transport.ts'
import { attestedRoleName } from '../manifests/attested-rbac.ts'
import { namespaceName } from '../manifests/labels.ts'
import { isOwn } from './ownership.ts'
import type { NeededRight } from './rights-check.ts'

/** Whether the kube-apiserver can hand LoginRequests to Latchkey; where not, what it says about that. */
export type AttestedState = { state: 'absent' | 'available' } | { state: 'unavailable'; message: string }

const apiServicePath = `/apis/apiregistration.k8s.io/v1/apiservices/${attestedApiServiceName}`
const schema = z.object({
  status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string(), message: z.string().default('') })).default([]) }).prefault({}),
})

/** The condition of the APIService of LoginRequests. Throws FORBIDDEN where the user may not see it. */
export async function readAttestedState(transport: KubeTransport): Promise<AttestedState> {
  const found = await kubeJsonOrNull(transport, { path: apiServicePath })
  if (found === null) return { state: 'absent' }
  const available = schema.parse(found).status.conditions.find(({ type }) => type === 'Available')
  return available?.status === 'True' ? { state: 'available' } : { state: 'unavailable', message: available?.message || 'it has not been checked yet' }
}

/**
 * Waits until the kube-apiserver can hand LoginRequests on. Where it cannot after so long (a control plane without a way to
 * pods), the APIService is removed again: a dead one hurts the discovery of the whole cluster, and namespaces cannot go.
 */
export async function keepAttestedIfReached(transport: KubeTransport, timeoutMs: number): Promise<AttestedState> {
  const state = await waitForAttested(transport, timeoutMs)
  if (state.state === 'unavailable') await kubeJsonOrNull(transport, { method: 'DELETE', path: apiServicePath })
  return state
}

async function waitForAttested(transport: KubeTransport, timeoutMs: number): Promise<AttestedState> {
  const endMs = performance.now() + timeoutMs
  for (;;) {
    const state = await readAttestedState(transport)
    if (state.state === 'available' || performance.now() >= endMs) return state
    await delay(500)
  }
}

const attestedObjects = [
  // First: one that nobody answers for disturbs the discovery of the whole cluster.
  { kind: 'APIService', group: 'apiregistration.k8s.io', resource: 'apiservices', path: apiServicePath },
  ...(['clusterrolebindings', 'clusterroles'] as const).map(resource => ({
    kind: resource === 'clusterroles' ? 'ClusterRole' : 'ClusterRoleBinding',
    group: 'rbac.authorization.k8s.io',
    resource,
    path: `/apis/rbac.authorization.k8s.io/v1/${resource}/${attestedRoleName}`,
  })),
  { kind: 'Secret', group: '', resource: 'secrets', namespace: namespaceName, path: `/api/v1/namespaces/${namespaceName}/secrets/${attestedSecretName}` },
]

/** What has to be allowed for keepAttestedIfReached. */
export const keepAttestedRights: readonly NeededRight[] = [{ verb: 'delete', group: 'apiregistration.k8s.io', resource: 'apiservices' }]

/** What has to be allowed for removeAttested. */
export const removeAttestedRights: readonly NeededRight[] = attestedObjects.flatMap(({ group, resource, ...rest }) =>
  ['get', 'delete'].map(verb => ({ verb, group, resource, namespace: 'namespace' in rest ? rest.namespace : undefined })),
)

/** Removes what an earlier install made for LoginRequests; what is not there, or is somebody else's, stays so. Gives the kinds that went. */
export async function removeAttested(transport: KubeTransport): Promise<Array<{ kind: string; name: string }>> {
  const removed: Array<{ kind: string; name: string }> = []
  for (const { kind, path } of attestedObjects) {
    const found = await kubeJsonOrNull(transport, { path })
    // The server made the Secret, without install's labels, in a namespace that is all ours.
    if (found === null || !(kind === 'Secret' || isOwn(found))) continue
    await kubeJsonOrNull(transport, { method: 'DELETE', path })
    removed.push({ kind, name: path.split('/').at(-1) ?? '' })
  }
  return removed
}
