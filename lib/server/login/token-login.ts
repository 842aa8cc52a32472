import { z } from 'zod'
import { type Identity, identitySchema } from '#contract/identity.ts'
import { AppError } from '#errors/app-error.ts'
import type { OwnClient } from '../kube/own-client.ts'
import { tokenExpiryMs } from './credential-expiry.ts'

/** authentication.k8s.io/v1 UserInfo. */
export const userInfoSchema = z
  .object({
    username: z.string().default(''),
    uid: z.string().default(''),
    groups: z.array(z.string()).default([]),
    extra: z.record(z.string(), z.array(z.string())).default({}),
  })
  .transform(({ username, ...rest }) => ({ name: username, ...rest }))

const reviewSchema = z.object({
  status: z.object({ authenticated: z.boolean().default(false), error: z.string().default(''), user: userInfoSchema.optional() }),
})

/** Who proved an identity, and when the proof ends (null: it does not say). */
export type Proof = { identity: Identity; credentialEndMs: number | null }

/**
 * Whose bearer it is, by a TokenReview as our ServiceAccount. No audiences are asked for, so the kube-apiserver takes only
 * tokens for itself. The token is neither kept nor logged. Throws CREDENTIAL_REJECTED or CREDENTIAL_EXPIRED.
 */
export async function proveByToken(client: OwnClient, token: string, nowMs: number): Promise<Proof> {
  const credentialEndMs = tokenExpiryMs(token)
  const review = await client.json({
    method: 'POST',
    path: '/apis/authentication.k8s.io/v1/tokenreviews',
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token } },
  })
  const { status } = reviewSchema.parse(review)
  if (status.error !== '' || !status.authenticated || !status.user?.name) {
    if (credentialEndMs !== null && credentialEndMs <= nowMs) throw new AppError('CREDENTIAL_EXPIRED')
    throw new AppError('CREDENTIAL_REJECTED', 'The cluster does not accept this token.')
  }
  return { identity: identitySchema.parse(status.user), credentialEndMs }
}
