import { z } from 'zod'
import type { PolicyRule } from '#domain/policy-rule.ts'

const texts = z
  .array(z.string())
  .nullish()
  .transform(list => list ?? [])
const schema = z.object({
  status: z.object({
    resourceRules: z
      .array(z.object({ verbs: texts, apiGroups: texts, resources: texts, resourceNames: texts }))
      .nullish()
      .transform(rules => rules ?? []),
    incomplete: z.boolean().default(false),
  }),
})

/** A SelfSubjectRulesReview (authorization.k8s.io/v1): which rules the caller holds in a namespace, cluster-wide ones included. */
export function rulesReview(namespace: string) {
  return {
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace } },
  } as const
}

/** The rules on resources of an answer; null where an authorizer cannot list its own, which may allow more. */
export function reviewedRules(answer: unknown): PolicyRule[] | null {
  const { resourceRules, incomplete } = schema.parse(answer).status
  return incomplete ? null : resourceRules
}
