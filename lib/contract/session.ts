import './no-eval.ts'
import { z } from 'zod'
import { capabilitiesSchema } from './access.ts'
import { identitySchema, methodSchema } from './identity.ts'

/** GET /api/v1/session: who am I, until when (RFC 3339), what may I. `cluster` is the cluster id. */
export const sessionResponseSchema = z.object({
  user: identitySchema,
  method: methodSchema,
  cluster: z.string(),
  expiresAt: z.string(),
  capabilities: capabilitiesSchema,
})
export type SessionResponse = z.infer<typeof sessionResponseSchema>
