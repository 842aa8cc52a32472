import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import type { Operation as Defined } from '../../lib/contract/operations.ts'
import { AppError } from '../../lib/errors/app-error.ts'
import { readData, understood } from './graphql.ts'
import type { LatchkeyService } from './service-proxy.ts'

/** A page that answers `list` of an operation. */
type Page = { list: { pageInfo: { endCursor: string | null } } }

const waitSchema = z.object({ details: z.object({ retryAfterSeconds: z.number().positive().max(60) }) })
const tooLargeSchema = z.object({ details: z.object({ limit: z.literal('pageBytes') }) })
/** Others of the same identity may spend what was waited for. */
const mostWaits = 5
/** A list that changes faster than it can be read would be begun anew for good. */
const mostBeginnings = 3

/**
 * Every page of a list, in its order. Begun anew where the cluster no longer knows how to go on; what costs too much at once is waited
 * for; where a page takes too much fewer objects are asked for at once, if `first` is a variable. @throws AppError
 */
export async function readPages<T extends Page>(
  service: LatchkeyService,
  token: string,
  { text }: Defined,
  schema: z.ZodType<T>,
  variables: Readonly<Record<string, unknown>>,
): Promise<T[]> {
  let { first } = variables
  for (let beginning = 1; ; beginning += 1) {
    const pages: T[] = []
    let after: string | null = null
    let isWhole = false
    try {
      do {
        const data: unknown = await inTurn(() => readData(service, token, text, { ...variables, ...(first === undefined ? {} : { first }), after })).catch(
          (thrown: unknown) => {
            if (typeof first !== 'number' || first === 1 || !isPageTooLarge(thrown)) throw thrown
            first = Math.ceil(first / 4)
            return null
          },
        )
        if (data === null) continue
        const page: T = understood(schema, data)
        pages.push(page)
        after = page.list.pageInfo.endCursor
        isWhole = after === null
      } while (!isWhole)
      return pages
    } catch (thrown) {
      const mayBeginAnew = thrown instanceof AppError && thrown.code === 'GONE' && pages.length > 0 && beginning < mostBeginnings
      if (!mayBeginAnew) throw thrown
    }
  }
}

function isPageTooLarge(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.code === 'QUERY_TOO_LARGE' && tooLargeSchema.safeParse(thrown.details).success
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  for (let wait = 1; ; wait += 1) {
    try {
      return await work()
    } catch (thrown) {
      const seconds =
        thrown instanceof AppError && thrown.code === 'TOO_MANY_REQUESTS' ? waitSchema.safeParse(thrown.details).data?.details.retryAfterSeconds : undefined
      if (seconds === undefined || wait > mostWaits) throw thrown
      await delay(seconds * 1000)
    }
  }
}
