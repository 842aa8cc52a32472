import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { withHint } from '../io/report-error.ts'
import { kubeJsonOrNull } from '../kube/kube-json.ts'
import type { KubeTransport } from '../kube/transport.ts'
import { labelSelector } from '../manifests/labels.ts'
import { pluralOf } from '../manifests/manifests.ts'
import type { NeededRight } from './rights-check.ts'

/**
 * Where install's objects outside of its namespace are. The APIService goes first, while somebody still answers for it: else
 * the namespace could not go. The namespace goes last and takes all that is in it along.
 */
const kinds = [
  { kind: 'APIService', group: 'apiregistration.k8s.io', resource: 'apiservices', path: '/apis/apiregistration.k8s.io/v1/apiservices' },
  {
    kind: 'RoleBinding',
    group: 'rbac.authorization.k8s.io',
    resource: 'rolebindings',
    namespace: 'kube-system',
    path: '/apis/rbac.authorization.k8s.io/v1/namespaces/kube-system/rolebindings',
  },
  {
    kind: 'ClusterRoleBinding',
    group: 'rbac.authorization.k8s.io',
    resource: 'clusterrolebindings',
    path: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
  },
  { kind: 'ClusterRole', group: 'rbac.authorization.k8s.io', resource: 'clusterroles', path: '/apis/rbac.authorization.k8s.io/v1/clusterroles' },
  // After the rights that they bound.
  ...(['ValidatingAdmissionPolicyBinding', 'ValidatingAdmissionPolicy'] as const).map(kind => {
    const group = 'admissionregistration.k8s.io'
    const resource = pluralOf(kind)
    return { kind, group, resource, path: `/apis/${group}/v1/${resource}` }
  }),
  { kind: 'Namespace', group: '', resource: 'namespaces', path: '/api/v1/namespaces' },
] as const

const listSchema = z.object({ items: z.array(z.object({ metadata: z.object({ name: z.string() }) })) })

export type Installed = { kind: string; name: string; path: string }

/** What has to be allowed before anything is removed. */
export const uninstallRights: readonly NeededRight[] = kinds.flatMap(({ group, resource, ...rest }) =>
  ['list', 'delete'].map(verb => ({ verb, group, resource, namespace: 'namespace' in rest ? rest.namespace : undefined })),
)

/** The objects that carry install's labels, in the order in which they go. */
export async function findInstalled(transport: KubeTransport): Promise<Installed[]> {
  const query = new URLSearchParams({ labelSelector })
  const lists = await Promise.all(
    kinds.map(async ({ kind, path }) => {
      // A cluster may be too old to have the kind.
      return listSchema
        .parse((await kubeJsonOrNull(transport, { path: `${path}?${query}` })) ?? { items: [] })
        .items.map(({ metadata }) => ({ kind, name: metadata.name, path: `${path}/${encodeURIComponent(metadata.name)}` }))
    }),
  )
  return lists.flat()
}

/** Deletes one object; that it is gone already is fine. */
export async function removeObject(transport: KubeTransport, { path }: Installed): Promise<void> {
  await kubeJsonOrNull(transport, { method: 'DELETE', path: `${path}?propagationPolicy=Foreground` })
}

/** Waits until none of them is there. @throws TIMEOUT naming what is still going */
export async function waitUntilGone(transport: KubeTransport, installed: readonly Installed[], timeoutSeconds: number): Promise<void> {
  const endMs = performance.now() + timeoutSeconds * 1000
  let left = installed
  for (;;) {
    const found = await Promise.all(left.map(object => kubeJsonOrNull(transport, { path: object.path })))
    left = left.filter((_object, index) => found[index] !== null)
    if (left.length === 0) return
    if (performance.now() >= endMs) {
      const names = left.map(({ kind, name }) => `${kind} ${name}`).join(', ')
      throw withHint('TIMEOUT', `Not gone after ${timeoutSeconds} s: ${names}.`, 'The cluster goes on removing them; run the command again to wait on.')
    }
    await delay(500)
  }
}
