import type { Kube, KubeObject } from './graphql/kube.ts'

const apiGroup = 'rbac.authorization.k8s.io'
const rbac = `/apis/${apiGroup}/v1`

/** A role with one rule, in a namespace or the cluster, and its binding to the user, or the group, both of that name. */
export async function grant(kube: Kube, who: string | { group: string }, name: string, rule: Record<string, unknown>, namespace?: string): Promise<void> {
  const kind = namespace === undefined ? 'ClusterRole' : 'Role'
  const subject = typeof who === 'string' ? { kind: 'User', name: who, apiGroup } : { kind: 'Group', name: who.group, apiGroup }
  const apply = (bound: string, more: Record<string, unknown>): Promise<KubeObject> =>
    kube.apply(pathOf(bound, name, namespace), {
      apiVersion: `${apiGroup}/v1`,
      kind: bound,
      metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
      ...more,
    })
  await apply(kind, { rules: [rule] })
  await apply(`${kind}Binding`, { subjects: [subject], roleRef: { kind, name, apiGroup } })
}

export async function withdraw(kube: Kube, name: string, namespace?: string): Promise<void> {
  const kind = namespace === undefined ? 'ClusterRole' : 'Role'
  await kube.remove(pathOf(`${kind}Binding`, name, namespace))
  await kube.remove(pathOf(kind, name, namespace))
}

function pathOf(kind: string, name: string, namespace: string | undefined): string {
  return `${rbac}${namespace === undefined ? '' : `/namespaces/${namespace}`}/${kind.toLowerCase()}s/${name}`
}
