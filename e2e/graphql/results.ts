import { setTimeout as delay } from 'node:timers/promises'
import { type GraphQLResponse, graphqlResponseSchema } from '../../lib/contract/graphql.ts'

/** `complete`: the server said that nothing more comes; `broken`: the connection ended without that word. */
export type StreamEnd = 'complete' | 'broken' | `closed ${number}`

/** What a subscription brings, in order. */
export type Results = {
  /** The next result; rejects after `timeoutMs`, and where the stream has ended. */
  next(timeoutMs?: number): Promise<GraphQLResponse>
  ended(): StreamEnd | null
  /** Results that came and were not taken. */
  waiting(): number
  close(): void
}

export type Queue = { push(result: unknown): void; end(how: StreamEnd): void; results: Results }

export function createQueue(close: () => void): Queue {
  const results: GraphQLResponse[] = []
  let ended: StreamEnd | null = null
  let wake = Promise.withResolvers<void>()
  const notify = (): void => {
    wake.resolve()
    wake = Promise.withResolvers<void>()
  }
  const end = (how: StreamEnd): void => {
    ended ??= how
    notify()
  }
  return {
    push(result) {
      results.push(graphqlResponseSchema.parse(result))
      notify()
    },
    end,
    results: {
      async next(timeoutMs = 15_000) {
        const deadline = performance.now() + timeoutMs
        for (;;) {
          const result = results.shift()
          if (result) return result
          if (ended !== null) throw new Error(`the subscription has ended (${ended})`)
          const left = deadline - performance.now()
          if (left <= 0) throw new Error(`the subscription brought nothing in ${timeoutMs} ms`)
          const timer = new AbortController()
          await Promise.race([wake.promise, delay(left, undefined, { signal: timer.signal }).catch(() => undefined)])
          timer.abort()
        }
      },
      ended: () => ended,
      waiting: () => results.length,
      close: () => {
        close()
        end('broken')
      },
    },
  }
}
