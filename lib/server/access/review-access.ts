import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import type { AccessAnswer, AccessQuestion } from '#contract/access.ts'
import type { Identity } from '#contract/identity.ts'
import { createLimiter } from '#domain/concurrency.ts'
import { toAppError } from '#errors/app-error.ts'
import { identityKey } from '../identity-key.ts'
import type { OwnClient } from '../kube/own-client.ts'
import { type OwnScope, type ScopeRefusal, takingUpMs } from '../kube/own-scope.ts'
import { denialText } from './denial-text.ts'
import { createSharedTurns } from './shared-turns.ts'

export type AccessReviewer = {
  /** What the cluster allows to the identity, whether or not Latchkey may do it for them. Throws where it could not be asked. Nothing is remembered. */
  ask(identity: Identity, question: AccessQuestion): Promise<AccessAnswer>
  /**
   * Answers in the order of the questions, remembered for seconds: yes where the cluster allows it to the identity and
   * Latchkey may do it for them. What could not be asked is answered no, with the reason.
   */
  review(identity: Identity, questions: readonly AccessQuestion[]): Promise<AccessAnswer[]>
}

/** For who decides by the answers alone what is shown, and so may not be wrong for long. */
export type FreshReviewer = {
  /** As `review`, but what was asked longer than `atMostMs` ago is asked anew, and what could not be asked throws. */
  reviewFresh(identity: Identity, questions: readonly AccessQuestion[], atMostMs: number): Promise<AccessAnswer[]>
  /** Rights may have changed: all that was remembered is asked anew. */
  forget(): void
}

const rememberMs = 10_000
/** Questions at once for all identities, and for one of them while others wait. */
const turnsAtOnce = { atOnce: 16, share: 8 }
/** Questions of one identity that wait; more cannot be asked. */
const mostWaiting = 2_000
/** Questions of one call that wait: a call of thousands takes no more than its place in the line. */
const atOnceOfCall = 64
const reviewSchema = z.object({
  status: z.object({ allowed: z.boolean(), denied: z.boolean().default(false), reason: z.string().default(''), evaluationError: z.string().default('') }),
})

/** SubjectAccessReviews as our ServiceAccount, with name, uid, groups and extra of the identity: good for any way it was proven. */
export function createAccessReviewer(client: OwnClient, scope: OwnScope, now: () => number): AccessReviewer & FreshReviewer {
  const turns = createSharedTurns(turnsAtOnce)
  const remembered = new LRUCache<string, { asked: Promise<AccessAnswer>; askedAtMs: number }>({
    max: 20_000,
    ttl: rememberMs,
    ttlResolution: 0,
    perf: { now },
  })

  function send(identity: Identity, { verb, group, resource, subresource, namespace, name }: AccessQuestion): Promise<unknown> {
    return client.json({
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
      body: {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SubjectAccessReview',
        spec: {
          user: identity.name,
          uid: identity.uid,
          groups: identity.groups,
          extra: identity.extra,
          resourceAttributes: { verb, group, version: '*', resource, subresource, namespace, name },
        },
      },
    })
  }

  async function ask(identity: Identity, question: AccessQuestion, waiting?: number): Promise<AccessAnswer> {
    const review = await turns.run(identityKey(identity), () => send(identity, question), waiting)
    const { status } = reviewSchema.parse(review)
    if (status.allowed) return { allowed: true, reason: status.reason }
    return { allowed: false, reason: denialText(identity.name, question, status.reason || status.evaluationError) }
  }

  // Single flight as well: a question that is being asked is remembered from its start.
  function askOnce(identity: Identity, identityKey: string, question: AccessQuestion, atMostMs: number): Promise<AccessAnswer> {
    const key = `${identityKey}\n${questionKey(question)}`
    const held = remembered.get(key)
    if (held && now() - held.askedAtMs < atMostMs) return held.asked
    const asking = { asked: ask(identity, question, mostWaiting), askedAtMs: now() }
    remembered.set(key, asking)
    asking.asked.catch(() => remembered.peek(key) === asking && remembered.delete(key))
    return asking.asked
  }

  async function judge(identity: Identity, answers: ReadonlyArray<{ question: AccessQuestion; answer: AccessAnswer }>): Promise<AccessAnswer[]> {
    const within = (refusal: ScopeRefusal): AccessAnswer[] =>
      answers.map(({ question, answer }) => {
        const refused = answer.allowed ? refusal(identity, question) : null
        return refused ? { allowed: false, ...refused } : answer
      })
    const judged = within(await scope.refusals())
    return judged.some(({ code }) => code === 'TAKING_UP') ? within(await scope.refusals(takingUpMs)) : judged
  }

  return {
    ask: (identity, question) => ask(identity, question),
    async review(identity, questions) {
      const key = identityKey(identity)
      const limit = createLimiter(atOnceOfCall)
      const answerTo = (question: AccessQuestion): Promise<AccessAnswer> =>
        limit(() => askOnce(identity, key, question, rememberMs)).catch(error => ({
          allowed: false,
          reason: `Could not ask the cluster: ${toAppError(error).message}`,
        }))
      return judge(identity, await Promise.all(questions.map(async question => ({ question, answer: await answerTo(question) }))))
    },
    async reviewFresh(identity, questions, atMostMs) {
      const key = identityKey(identity)
      const limit = createLimiter(atOnceOfCall)
      const answers = questions.map(async question => ({ question, answer: await limit(() => askOnce(identity, key, question, atMostMs)) }))
      return judge(identity, await Promise.all(answers))
    },
    forget: () => remembered.clear(),
  }
}

function questionKey({ verb, group, resource, subresource = '', namespace = '', name = '' }: AccessQuestion): string {
  return JSON.stringify([verb, group, resource, subresource, namespace, name])
}
