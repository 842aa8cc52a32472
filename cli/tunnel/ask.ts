import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { toAppError } from '../../lib/errors/app-error.ts'
import { isPassing } from '../kube/connection-error.ts'
import { isShortJson, type KubeRequest, type KubeResponse, readText } from '../kube/transport.ts'
import type { LatchkeyService } from '../services/service-proxy.ts'

const firstPauseMs = 250
const longestPauseMs = 2000

/**
 * Latchkey's answer. A safe request waits for a pod or a kube-apiserver that is just starting anew, up to `patienceMs`;
 * any other is never sent twice, since what came of the first is not known. @throws AppError when there is no answer
 */
export async function ask(service: LatchkeyService, request: KubeRequest & { signal: AbortSignal }, patienceMs: number): Promise<KubeResponse> {
  const isSafe = (request.method === 'GET' || request.method === 'HEAD') && (request.body ?? null) === null
  const endMs = performance.now() + (isSafe ? patienceMs : 0)
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      return await answerOf(service, await service.send(request))
    } catch (thrown) {
      // Many requests of one page wait at once; they are not to come back at once.
      const waitMs = pauseMs * (0.5 + Math.random() / 2)
      if (request.signal.aborted || !isPassing(toAppError(thrown)) || performance.now() + waitMs > endMs) throw thrown
      await delay(waitMs, undefined, { signal: request.signal })
    }
  }
}

/** An answer as it came. @throws AppError for a refusal by whoever stands between, which a browser could not read */
export async function answerOf(service: LatchkeyService, answer: KubeResponse): Promise<KubeResponse> {
  if (answer.status < 400 || !isShortJson(answer.headers)) return answer
  const text = await readText(answer.body)
  const error = await service.refusal(answer.status, text)
  if (error) throw error
  return { ...answer, body: Readable.from([Buffer.from(text)]) }
}
