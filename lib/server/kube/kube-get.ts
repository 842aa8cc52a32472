import { setTimeout as delay } from 'node:timers/promises'
import type { Dispatcher } from 'undici'
import { checkKubePath, withQuery } from '../proxy/kube-path.ts'
import type { KubeGetOptions } from '../services.ts'
import { readAnswer } from './read-answer.ts'
import { fromTransportError } from './unreachable.ts'
import type { Caller, UserClient } from './user-client.ts'

/** As kubectl does (client-go, rest/with_retry.go), which tries ten times; a page waits less. */
const retries = 3
const longestWaitSeconds = 2

/** GET of a kube-apiserver path as someone, for pages. Throws AppError by the Status' reason. */
export async function kubeGet(users: UserClient, caller: Caller, path: string, options: KubeGetOptions = {}): Promise<unknown> {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? 15_000)
  const signal = options.signal ? AbortSignal.any([timeout, options.signal]) : timeout
  const asked = {
    method: 'GET',
    path: checkKubePath(withQuery(path, new URLSearchParams(options.query).toString())),
    headers: ['accept', options.accept ?? 'application/json'],
    body: null,
    signal,
    isStream: false,
  }
  for (let tried = 0; ; tried += 1) {
    const answer = await users.request(caller, asked)
    const waitSeconds = tried < retries ? comeBackAfter(answer) : null
    if (waitSeconds === null) return readAnswer(answer)
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
