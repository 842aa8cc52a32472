import './no-eval.ts'
import { z } from 'zod'
import { capabilitiesSchema } from './access.ts'
import { identitySchema, methodSchema } from './identity.ts'

/** GET /api/v1/session: who am I, until when (RFC 3339), what may I. `cluster` is the cluster id. */
export const sessionResponseSchema = z.object({
  user: identitySchema,
  /** Who signed in, where they view the cluster as `user`. */
  viewer: identitySchema.nullable().default(null),
  method: methodSchema,
  cluster: z.string(),
  expiresAt: z.string(),
  /** A running `latchkey dashboard` renews it before that. */
  renewing: z.boolean().default(false),
  capabilities: capabilitiesSchema,
})
/** POST /api/v1/logout. `everywhere`: every session of this user that exists now, in every browser and on every computer. */
export const logoutRequestSchema = z.object({ everywhere: z.boolean().default(false) })

export type SessionResponse = z.infer<typeof sessionResponseSchema>
