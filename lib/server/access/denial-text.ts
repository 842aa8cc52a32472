import type { AccessQuestion } from '#contract/access.ts'
import { resourceKey } from '#domain/resource.ts'

/** A refusal as a sentence: `editor may not delete virtualservices.networking.istio.io in namespace payments`, and why where the authorizer said. */
export function denialText(user: string, { verb, group, resource, subresource, namespace, name }: AccessQuestion, why: string): string {
  const key = resourceKey({ group, resource })
  const what = subresource ? `${subresource} of ${key}` : key
  const which = name ? `${what} '${name}'` : what
  const where = namespace ? `in namespace ${namespace}` : 'cluster-wide'
  const sentence = `${user} may not ${verb} ${which} ${where}`
  return why.trim() === '' ? sentence : `${sentence}: ${why.trim()}`
}
