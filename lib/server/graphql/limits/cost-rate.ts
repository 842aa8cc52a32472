import { LRUCache } from 'lru-cache'
import type { GraphQLLimits } from '#contract/graphql.ts'
import { refuseExcess } from './refuse.ts'

/** What identities have spent lately, by their keys: `costPerSecond` flows back up to `costBurst`. */
export type CostRate = {
  /** Throws TOO_MANY_REQUESTS, with `details.retryAfterSeconds`, where the identity has to wait first. */
  spend(identityKey: string, cost: number): void
}

export function createCostRate({ costPerSecond, costBurst }: Pick<GraphQLLimits, 'costPerSecond' | 'costBurst'>, now: () => number): CostRate {
  // Whoever is forgotten has not asked for longer than ten thousand others, and begins with a full purse, as after a pause.
  const purses = new LRUCache<string, { left: number; atMs: number }>({ max: 10_000 })
  return {
    spend(identityKey, cost) {
      const atMs = now()
      const purse = purses.get(identityKey) ?? { left: costBurst, atMs }
      const left = Math.min(costBurst, purse.left + (Math.max(0, atMs - purse.atMs) / 1000) * costPerSecond)
      // What costs more than any purse holds may still be asked after a pause.
      if (left < Math.min(cost, costBurst)) {
        purses.set(identityKey, { left, atMs })
        const retryAfterSeconds = Math.max(1, Math.ceil((Math.min(cost, costBurst) - left) / costPerSecond))
        const what = 'You have asked for a lot lately: the cost of this and what went before'
        const instead = `Try again in ${retryAfterSeconds} s, or ask for less.`
        const refusal = refuseExcess({ limit: 'costBurst', value: costBurst - left + cost, max: costBurst, what, instead }, 'TOO_MANY_REQUESTS')
        Object.assign(refusal.details ?? {}, { retryAfterSeconds })
        throw refusal
      }
      purses.set(identityKey, { left: left - cost, atMs })
    },
  }
}
