/** So many things at one time, RFC 3339. */
export type CountedTime = { time: string; count: number }

/** How many of these are in each of `bars` equal spans before `nowMs`, the oldest first. What is a little ahead, by another clock, is of now. */
export function timeBars(times: readonly CountedTime[], nowMs: number, spanMs: number, bars: number): number[] {
  const counts = Array<number>(bars).fill(0)
  for (const { time, count } of times) {
    const agoMs = nowMs - Date.parse(time)
    const at = bars - 1 - Math.floor(Math.max(0, agoMs) / spanMs)
    if (at >= 0 && agoMs > -spanMs) counts[at] = (counts[at] ?? 0) + count
  }
  return counts
}
