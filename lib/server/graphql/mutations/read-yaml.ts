import { type ResourceLimits, Worker } from 'node:worker_threads'
import type { KubeObject } from '#contract/kubernetes.ts'
import { AppError } from '#errors/app-error.ts'
import { isErrorCode } from '#errors/codes.ts'
import { createFairShare } from '../../kube/fair-share.ts'
import { fromTransportError } from '../../kube/unreachable.ts'
import { type LongInteger, parseWithLongIntegers } from './long-integers.ts'
import { readDocuments } from './read-documents.ts'

/** What the thread (yaml-thread.ts) gives: the objects as JSON, or why there are none. */
export type YamlAnswer = { json: string; integers: readonly LongInteger[] } | { code: string; message: string; details: Record<string, unknown> | undefined }

/** Characters: what is read at once, in some 20 ms; more is read in a thread of its own, so that nobody else waits. */
const shortText = 8_192
export const longestText = 1_048_576
/** Megabytes of one thread: a part of what the pod has (cli/manifests/deployment.ts), so there is one at a time. */
const threadLimits: ResourceLimits = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 16 }
const oneThread = createFairShare({ atOnce: 1, waiting: 16 })

/** `readDocuments` without a stall. Throws as that does, BODY_TOO_LARGE for long texts, and TOO_MANY_REQUESTS where many of those wait. */
export async function readYaml(text: string, signal: AbortSignal, limits = threadLimits): Promise<KubeObject[]> {
  if (text.length > longestText) throw new AppError('BODY_TOO_LARGE', `This YAML has ${text.length} characters; ${longestText} are the most.`)
  return text.length <= shortText ? readDocuments(text) : readInTurn(text, signal, limits)
}

async function readInTurn(text: string, signal: AbortSignal, resourceLimits: ResourceLimits): Promise<KubeObject[]> {
  const end = await oneThread.take('', signal).catch(() => {
    throw signal.aborted
      ? fromTransportError(signal.reason)
      : new AppError('TOO_MANY_REQUESTS', 'Many long texts of YAML wait to be read. Try again in a moment.')
  })
  return readInThread(text, signal, resourceLimits).finally(end)
}

function readInThread(text: string, signal: AbortSignal, resourceLimits: ResourceLimits): Promise<KubeObject[]> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(fromTransportError(signal.reason))
    const worker = new Worker(threadModule(), { workerData: text, resourceLimits })
    // It is not ended while it begins: a thread that was took the process with it, once, on Node 24.21.
    let isBegun = false
    const stop = (): void => void (isBegun && worker.terminate())
    worker.once('online', () => {
      isBegun = true
      if (signal.aborted) stop()
    })
    signal.addEventListener('abort', stop)
    worker.once('message', (answer: YamlAnswer) => {
      if ('json' in answer) resolve(parseWithLongIntegers(answer.json, answer.integers) as KubeObject[])
      else reject(new AppError(isErrorCode(answer.code) ? answer.code : 'INTERNAL', answer.message, answer.details ? { details: answer.details } : {}))
    })
    const died = (cause?: unknown): void => reject(new AppError('BODY_TOO_LARGE', 'This YAML takes too much to read. Send it in pieces.', { cause }))
    worker.once('error', died)
    worker.once('exit', () => {
      signal.removeEventListener('abort', stop)
      if (signal.aborted) reject(fromTransportError(signal.reason))
      else died()
    })
  })
}

/** Beside this module where it runs as it is written, beside the bundle where it is part of that (scripts/bundle-server.ts). */
function threadModule(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './yaml-thread.ts' : './yaml-thread.mjs', import.meta.url)
}
