import { setTimeout as delay } from 'node:timers/promises'

/** Asks again and again, 200 ms apart, until the answer is not undefined; gives undefined when the time is over. */
export async function poll<T>(timeoutSeconds: number, ask: () => Promise<T | undefined>): Promise<T | undefined> {
  const deadline = performance.now() + timeoutSeconds * 1000
  for (;;) {
    const answer = await ask()
    if (answer !== undefined || performance.now() > deadline) return answer
    await delay(200)
  }
}
