import { setTimeout as delay } from 'node:timers/promises'

/** A count once it has not changed for half a second: for what has come to a standstill, and gives no sign of that. */
export async function stillCount(count: () => number): Promise<number> {
  for (let before = count(), looks = 0; ; looks += 1) {
    if (looks === 25) return before
    await delay(20)
    if (count() === before) continue
    before = count()
    looks = 0
  }
}
