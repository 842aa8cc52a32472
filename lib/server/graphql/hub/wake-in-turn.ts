/** So many readers go on in one round of the event loop: each of them writes to a socket of their own. */
const perRound = 32

let waiting: Array<() => void> = []

/**
 * Calls `wake` in one of the next rounds of the event loop. What many subscribers are told at once is written to some of them at a time, so
 * that other requests get their turn between.
 */
export function wakeInTurn(wake: () => void): void {
  if (waiting.push(wake) === 1) setImmediate(wakeSome)
}

function wakeSome(): void {
  const now = waiting.slice(0, perRound)
  waiting = waiting.slice(perRound)
  if (waiting.length > 0) setImmediate(wakeSome)
  for (const wake of now) wake()
}
