import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import type { Operation as Defined } from '../../lib/contract/operations.ts'
import { AppError } from '../../lib/errors/app-error.ts'
import { readData, understood } from './graphql.ts'
import type { LatchkeyService } from './service-proxy.ts'

/** A page that answers `list` of an operation. */
type Page = { list: { pageInfo: { endCursor: string | null } } }

const waitSchema = z.object({ details: z.object({ retryAfterSeconds: z.number().positive().max(60) }) })
/** Others of the same identity may spend what was waited for. */
const mostWaits = 5
/** A list that changes faster than it can be read would be begun anew for good. */
const mostBeginnings = 3

/**
 * Every page of a list, in its order. Begun anew where the cluster no longer knows how to go on; what costs too much at once is waited
 * for. @throws AppError
 */
export async function readPages<T extends Page>(
  service: LatchkeyService,
  token: string,
  { text }: Defined,
  schema: z.ZodType<T>,
  variables: Readonly<Record<string, unknown>>,
): Promise<T[]> {
  for (let beginning = 1; ; beginning += 1) {
    const pages: T[] = []
    let after: string | null = null
    try {
      do {
        const page: T = understood(schema, await inTurn(() => readData(service, token, text, { ...variables, after })))
        pages.push(page)
        after = page.list.pageInfo.endCursor
      } while (after !== null)
      return pages
    } catch (thrown) {
      const mayBeginAnew = thrown instanceof AppError && thrown.code === 'GONE' && pages.length > 0 && beginning < mostBeginnings
      if (!mayBeginAnew) throw thrown
    }
  }
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
