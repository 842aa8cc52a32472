import type { GraphQLLimits } from '#contract/graphql.ts'
import { AppError } from '#errors/app-error.ts'
import type { ErrorCode } from '#errors/codes.ts'

/** What an operation asks too much of: the limit by its name, what was asked, and what to do. `value` null: beyond, by nobody knows how much. */
export type Excess = { limit: keyof GraphQLLimits; value: number | null; max: number; what: string; instead: string }

/** A refusal by a limit: it names the limit, the value and the way out, for people and in `details`. */
export function refuseExcess({ limit, value, max, what, instead }: Excess, code: ErrorCode = 'QUERY_TOO_LARGE'): AppError {
  const shown = value === null ? 'more' : Number.isFinite(value) ? Math.ceil(value).toLocaleString('en-US') : 'without end'
  const text = `${what}: ${shown} where at most ${max.toLocaleString('en-US')} are taken (limit '${limit}'). ${instead}`
  return new AppError(code, text, { details: { limit, max, ...(value !== null && Number.isFinite(value) ? { value: Math.ceil(value) } : {}) } })
}
