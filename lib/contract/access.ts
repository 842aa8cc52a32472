import './no-eval.ts'
import { z } from 'zod'

/** One question as a SubjectAccessReview puts it: may I do VERB on RESOURCE (in NAMESPACE, on NAME)? `group` of core is ''. */
export const accessQuestionSchema = z.object({
  verb: z.string().min(1).max(63),
  group: z.string().max(253),
  resource: z.string().min(1).max(253),
  subresource: z.string().max(63).optional(),
  namespace: z.string().max(63).optional(),
  name: z.string().max(253).optional(),
})
export type AccessQuestion = z.infer<typeof accessQuestionSchema>

/**
 * `reason` is a sentence for the user; it is never empty when `allowed` is false. `code`: the cluster allows it to the user,
 * and Latchkey itself may not do it: BEYOND_LATCHKEY, or not yet: TAKING_UP.
 */
export const accessAnswerSchema = z.object({ allowed: z.boolean(), reason: z.string(), code: z.enum(['BEYOND_LATCHKEY', 'TAKING_UP']).optional() })
export type AccessAnswer = z.infer<typeof accessAnswerSchema>

/** POST /api/v1/access; answers come in the order of the questions. */
export const accessRequestSchema = z.object({ questions: z.array(accessQuestionSchema).min(1).max(200) })
export const accessResponseSchema = z.object({ answers: z.array(accessAnswerSchema) })
export type AccessRequest = z.infer<typeof accessRequestSchema>
export type AccessResponse = z.infer<typeof accessResponseSchema>

/**
 * Cluster-wide capabilities: resource → verbs allowed in every namespace. Keys as kubectl writes them:
 * `virtualservices.networking.istio.io`, plain `pods` for the core group, and `pods/log`, `pods/exec`, `deployments.apps/scale` for what
 * pages act by. What has no verb is absent.
 */
export const capabilitiesSchema = z.record(z.string(), z.array(z.string()))
export type Capabilities = z.infer<typeof capabilitiesSchema>
