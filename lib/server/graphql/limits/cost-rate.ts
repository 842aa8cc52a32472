import { setTimeout as delay } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import type { GraphQLLimits } from '#contract/graphql.ts'
import { refuseExcess } from './refuse.ts'

/** What identities have spent lately, by their keys: `costPerSecond` flows back up to `costBurst`. */
export type CostRate = {
  /** Throws TOO_MANY_REQUESTS, with `details.retryAfterSeconds`, where the identity has to wait first. */
  spend(identityKey: string, cost: number): void
  /** Takes what was worked for already, half a purse at most, and be it on credit. */
  charge(identityKey: string, cost: number): void
  /** Resolves when half of the purse is there, so that something is left for whoever asks meanwhile; or when `signal` aborts. */
  untilHalf(identityKey: string, signal: AbortSignal): Promise<void>
  /** Resolves when no more than half a purse is owed, or when `signal` aborts. */
  untilCredit(identityKey: string, signal: AbortSignal): Promise<void>
}

/** What flows back is looked at again after so long at most, milliseconds. */
const longestWaitMs = 1_000

export function createCostRate({ costPerSecond, costBurst }: Pick<GraphQLLimits, 'costPerSecond' | 'costBurst'>, now: () => number): CostRate {
  // Whoever is forgotten has not asked for longer than ten thousand others, and begins with a full purse, as after a pause.
  const purses = new LRUCache<string, { left: number; atMs: number }>({ max: 10_000 })
  const half = costBurst / 2

  function leftOf(identityKey: string, atMs: number): number {
    const purse = purses.get(identityKey) ?? { left: costBurst, atMs }
    return Math.min(costBurst, purse.left + (Math.max(0, atMs - purse.atMs) / 1000) * costPerSecond)
  }
  async function until(least: number, identityKey: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const missing = least - leftOf(identityKey, now())
      if (missing <= 0) return
      const waitMs = Math.min(longestWaitMs, Math.ceil((missing / costPerSecond) * 1000))
      await delay(waitMs, undefined, { signal }).catch(() => undefined)
    }
  }

  return {
    spend(identityKey, cost) {
      const atMs = now()
      const left = leftOf(identityKey, atMs)
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
    charge(identityKey, cost) {
      const atMs = now()
      purses.set(identityKey, { left: leftOf(identityKey, atMs) - Math.min(cost, half), atMs })
    },
    untilHalf: (identityKey, signal) => until(half, identityKey, signal),
    untilCredit: (identityKey, signal) => until(-half, identityKey, signal),
  }
}
