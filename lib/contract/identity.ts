import './no-eval.ts'
import { z } from 'zod'

/** Who the kube-apiserver says is calling (authentication.k8s.io/v1 UserInfo). `extra` keys are as the cluster reports them. */
export const identitySchema = z.object({
  name: z.string().min(1),
  uid: z.string().default(''),
  groups: z.array(z.string()).default([]),
  extra: z.record(z.string(), z.array(z.string())).default({}),
})
export type Identity = z.infer<typeof identitySchema>

/**
 * How an identity was proven, best first. `attested`: the kube-apiserver vouched for the caller of a LoginRequest.
 * `token`: a bearer that TokenReview knows. `cert-signed`: a nonce signed with the key of a client certificate. `cert`:
 * certificate and key handed over, sealed.
 */
export const methodSchema = z.enum(['attested', 'token', 'cert-signed', 'cert'])
export type LoginMethod = z.infer<typeof methodSchema>
