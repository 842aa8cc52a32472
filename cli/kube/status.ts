import { z } from 'zod'
import { parseExactJson } from './exact-json.ts'

const statusSchema = z.object({
  kind: z.literal('Status'),
  status: z.string().optional(),
  message: z.string().optional(),
  reason: z.string().optional(),
  code: z.number().optional(),
  details: z.object({ name: z.string().optional(), kind: z.string().optional() }).loose().optional(),
})

/** meta/v1 Status: how the kube-apiserver says no. */
export type Status = z.infer<typeof statusSchema>

/** A body as a Status; null when it is anything else. */
export function parseStatus(text: string): Status | null {
  if (!text.includes('"Status"')) return null
  const parsed = statusSchema.safeParse(parseJson(text))
  return parsed.success ? parsed.data : null
}

/** JSON, or undefined where it is none. Integers too large for a double are bigint. */
export function parseJson(text: string): unknown {
  try {
    return parseExactJson(text)
  } catch {
    return undefined
  }
}
