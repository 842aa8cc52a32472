import './no-eval.ts'
import { z } from 'zod'

/** Every refusal of the HTTP interface. `code` is one of lib/errors/codes.ts; `requestId` finds the log line. */
export const errorResponseSchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    requestId: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
  }),
})
export type ErrorResponse = z.infer<typeof errorResponseSchema>
