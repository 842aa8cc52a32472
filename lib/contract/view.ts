import './no-eval.ts'
import { z } from 'zod'

const name = z.string().min(1).max(512)

/**
 * POST /api/v1/view: who to view the cluster as, as `kubectl --as` and `--as-group` name them. A ServiceAccount is the user
 * `system:serviceaccount:NAMESPACE:NAME`, and comes with its own groups alone. DELETE /api/v1/view goes back.
 */
export const viewRequestSchema = z
  .object({ user: name, groups: z.array(name).max(20).default([]) })
  // It goes into a cookie, and with every request.
  .refine(({ user, groups }) => [user, ...groups].join('').length <= 2_048, 'The names are too long together.')
export type ViewRequest = z.infer<typeof viewRequestSchema>

/** Whom the session acts as from now on. */
export const viewResponseSchema = z.object({ user: z.string(), groups: z.array(z.string()) })
export type ViewResponse = z.infer<typeof viewResponseSchema>
