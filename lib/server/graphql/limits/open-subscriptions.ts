import type { GraphQLLimits } from '#contract/graphql.ts'
import { refuseExcess } from './refuse.ts'

/** How many subscriptions each session has open on this replica, over all its connections. */
export type OpenSubscriptions = {
  /** Counts one more; the returned function ends it and may be called twice. Throws TOO_MANY_REQUESTS. */
  open(sessionId: string): () => void
  readonly count: number
}

export function createOpenSubscriptions({ subscriptionsPerSession: max }: Pick<GraphQLLimits, 'subscriptionsPerSession'>): OpenSubscriptions {
  const bySession = new Map<string, number>()
  let count = 0

  function change(sessionId: string, by: number): void {
    const now = (bySession.get(sessionId) ?? 0) + by
    if (now === 0) bySession.delete(sessionId)
    else bySession.set(sessionId, now)
    count += by
  }

  return {
    get count() {
      return count
    },
    open(sessionId) {
      const value = (bySession.get(sessionId) ?? 0) + 1
      if (value > max) {
        const what = 'The session has too many subscriptions open'
        throw refuseExcess({ limit: 'subscriptionsPerSession', value, max, what, instead: 'Close some tabs, or end some of them.' }, 'TOO_MANY_REQUESTS')
      }
      change(sessionId, 1)
      let isOver = false
      return () => {
        if (!isOver) change(sessionId, -1)
        isOver = true
      }
    },
  }
}
