/** Pause before attempt `attempt` (from 1): doubles from 1 s to at most 30 s, half of it random so that tabs do not return as one. */
export function retryDelayMs(attempt: number, random: number): number {
  const ceiling = Math.min(30_000, 1000 * 2 ** (Math.max(1, attempt) - 1))
  return Math.round(ceiling / 2 + (ceiling / 2) * random)
}
