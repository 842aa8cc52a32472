import { z } from 'zod'
import type { ImpersonationMode } from './identity-headers.ts'
import type { OwnClient } from './own-client.ts'
import { createTimedValue } from './timed-value.ts'

const reviewSchema = z.object({ status: z.object({ allowed: z.boolean() }) })

/**
 * Which impersonation our ServiceAccount was given, asked again every minute: whether it holds the classic verb. Where it
 * does not, headers must suit the constrained modes; a cluster that knows neither refuses each request by itself.
 */
export function createImpersonationMode(client: OwnClient, now: () => number): () => Promise<ImpersonationMode> {
  const mode = createTimedValue(60_000, now, async (): Promise<ImpersonationMode> => {
    const review = await client.json({
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      body: {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes: { verb: 'impersonate', group: '', resource: 'users' } },
      },
    })
    return reviewSchema.parse(review).status.allowed ? 'classic' : 'constrained'
  })
  return mode.get
}
