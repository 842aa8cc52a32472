/** Seeded choices: the same seed gives the same run, whatever the clock does. */
export type Random = {
  /** 0 ≤ n < below, whole. */
  below(below: number): number
  pick<T>(from: readonly T[]): T
  /** Each element with the chance given. */
  some<T>(from: readonly T[], chance: number): T[]
  chance(chance: number): boolean
}

/** mulberry32 of Tommy Ettinger: 32 bits of state are plenty for some thousand choices. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    below,
    pick: from => {
      if (from.length === 0) throw new Error('there is nothing to pick from')
      return from[below(from.length)] as (typeof from)[number]
    },
    some: (from, chance) => from.filter(() => next() < chance),
    chance: chance => next() < chance,
  }
}
