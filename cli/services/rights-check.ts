import { z } from 'zod'
import { resourceKey } from '../../lib/domain/resource.ts'
import { withHint } from '../io/report-error.ts'
import { kubeJson } from '../kube/kube-json.ts'
import type { KubeTransport } from '../kube/transport.ts'

export type NeededRight = { verb: string; group: string; resource: string; namespace?: string | undefined }

const reviewSchema = z.object({ status: z.object({ allowed: z.boolean() }) })

/**
 * Asks for every right at once, before anything is changed. @throws FORBIDDEN naming each right that is denied.
 * `doing` completes "You may not …".
 */
export async function requireRights(transport: KubeTransport, needed: readonly NeededRight[], doing: string, hint: string): Promise<void> {
  const answers = await Promise.all(needed.map(right => isAllowed(transport, right)))
  const denied = needed.filter((_right, index) => !answers[index])
  if (denied.length === 0) return
  throw withHint('FORBIDDEN', `You may not ${doing}; the cluster denies you:\n${deniedLines(denied).join('\n')}\nNothing was changed.`, hint)
}

/** One line per resource with all its verbs: `  get, create deployments.apps in namespace shop`. */
export function deniedLines(denied: readonly NeededRight[]): string[] {
  const verbs = new Map<string, string[]>()
  for (const { verb, group, resource, namespace } of denied) {
    const what = `${resourceKey({ group, resource })}${namespace ? ` in namespace ${namespace}` : ''}`
    verbs.set(what, [...(verbs.get(what) ?? []), verb])
  }
  return [...verbs].map(([what, which]) => `  ${which.join(', ')} ${what}`)
}

async function isAllowed(transport: KubeTransport, { verb, group, resource, namespace }: NeededRight): Promise<boolean> {
  const { value } = await kubeJson(transport, {
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { verb, group, resource, ...(namespace === undefined ? {} : { namespace }) } },
    },
  })
  return reviewSchema.parse(value).status.allowed
}
