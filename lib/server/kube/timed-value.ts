export type TimedValue<T> = {
  /** The value, not older than the age given, unless asking anew fails: then the old one, while there is one. `atMostMs`: for this once. */
  get(atMostMs?: number): Promise<T>
}

/** One value remembered for a while; callers that come together wait for one asking. */
export function createTimedValue<T>(maxAgeMs: number, now: () => number, ask: () => Promise<T>): TimedValue<T> {
  let held: { value: T; askedAtMs: number } | null = null
  let asking: Promise<T> | null = null
  async function refresh(): Promise<T> {
    const askedAtMs = now()
    try {
      const value = await ask()
      held = { value, askedAtMs }
      return value
    } catch (error) {
      if (!held) throw error
      // Kept as it is, so that the next caller asks again.
      return held.value
    } finally {
      asking = null
    }
  }
  return {
    get(atMostMs = maxAgeMs) {
      if (held && now() - held.askedAtMs < atMostMs) return Promise.resolve(held.value)
      asking ??= refresh()
      return asking
    },
  }
}
