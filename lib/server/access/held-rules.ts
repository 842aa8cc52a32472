import { Readable } from 'node:stream'
import type { PolicyRule } from '#domain/policy-rule.ts'
import { readAnswer } from '../kube/read-answer.ts'
import { reviewedRules, rulesReview } from '../kube/rules-review.ts'
import type { Caller, UserClient } from '../kube/user-client.ts'

/** No namespace has that name, so no RoleBinding is in it: what is held there is held in all of them. */
export const everywhere = '-'

/** The rules that somebody holds in a namespace, those held cluster-wide included; null where an authorizer of the cluster cannot list its own, or it cannot be asked. */
export type HeldRules = (caller: Caller, namespace: string) => Promise<readonly PolicyRule[] | null>

/**
 * One SelfSubjectRulesReview as the identity instead of a SubjectAccessReview for each resource and verb: the difference
 * between one question and a thousand for somebody with few rights.
 */
export function createHeldRules(users: UserClient): HeldRules {
  return async (caller, namespace) => {
    const { body, ...review } = rulesReview(namespace)
    try {
      const answer = await users.request(caller, {
        ...review,
        headers: ['content-type', 'application/json', 'accept', 'application/json'],
        body: Readable.from([JSON.stringify(body)]),
        signal: AbortSignal.timeout(10_000),
        isStream: false,
      })
      return reviewedRules(await readAnswer(answer))
    } catch {
      return null
    }
  }
}
