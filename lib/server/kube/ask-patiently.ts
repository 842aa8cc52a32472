import { setTimeout as delay } from 'node:timers/promises'
import type { Dispatcher } from 'undici'
import { fromTransportError } from './unreachable.ts'

/** As kubectl does (client-go, rest/with_retry.go), which tries ten times; a page waits less. */
const retries = 3
const longestWaitSeconds = 2

/**
 * Asks again where the kube-apiserver is busy and says when to come back: it has done nothing then, so changes may be asked for
 * again, too. `ask` makes a request of its own each time.
 */
export async function askPatiently(ask: () => Promise<Dispatcher.ResponseData>, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
  for (let tried = 0; ; tried += 1) {
    const answer = await ask()
    const waitSeconds = tried < retries ? comeBackAfter(answer) : null
    if (waitSeconds === null) return answer
    await answer.body.dump()
    await delay(waitSeconds * 1000, undefined, { signal }).catch(() => {
      throw fromTransportError(signal.reason)
    })
  }
}

/** A kube-apiserver that is busy, or whose storage of a new kind is just being set up, says when to come back. */
function comeBackAfter({ statusCode, headers }: Dispatcher.ResponseData): number | null {
  const seconds = Number(headers['retry-after'] ?? Number.NaN)
  return statusCode === 429 && seconds >= 0 && seconds <= longestWaitSeconds ? seconds : null
}
