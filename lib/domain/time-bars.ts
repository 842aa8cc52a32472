/** How many of these times are in each of `bars` equal spans before `nowMs`, the oldest first. What is a little ahead, by another clock, is of now. */
export function timeBars(times: readonly string[], nowMs: number, spanMs: number, bars: number): number[] {
  const counts = Array<number>(bars).fill(0)
  for (const time of times) {
    const agoMs = nowMs - Date.parse(time)
    const at = bars - 1 - Math.floor(Math.max(0, agoMs) / spanMs)
    if (at >= 0 && agoMs > -spanMs) counts[at] = (counts[at] ?? 0) + 1
  }
  return counts
}
