import { Worker } from 'node:worker_threads'
import type { KubeObject } from '#contract/kubernetes.ts'
import { createLimiter } from '#domain/concurrency.ts'
import { AppError } from '#errors/app-error.ts'
import { isErrorCode } from '#errors/codes.ts'
import { parseExactJson } from '../../cache/exact-json.ts'
import { fromTransportError } from '../../kube/unreachable.ts'
import { readDocuments } from './read-documents.ts'

/** What the thread (yaml-thread.ts) gives: the objects as JSON, or why there are none. */
export type YamlAnswer = { json: string } | { code: string; message: string; details: Record<string, unknown> | undefined }

/** Characters: what is read at once, in some 20 ms; more is read in a thread of its own, so that nobody else waits. */
const shortText = 8_192
export const longestText = 1_048_576
const mostMemory = 256
const inTurn = createLimiter(2)

/** `readDocuments` without a stall. Throws as that does, and BODY_TOO_LARGE for long texts. */
export async function readYaml(text: string, signal: AbortSignal): Promise<KubeObject[]> {
  if (text.length > longestText) throw new AppError('BODY_TOO_LARGE', `This YAML has ${text.length} characters; ${longestText} are the most.`)
  return text.length <= shortText ? readDocuments(text) : inTurn(() => readInThread(text, signal))
}

function readInThread(text: string, signal: AbortSignal): Promise<KubeObject[]> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(fromTransportError(signal.reason))
    const worker = new Worker(threadModule(), { workerData: text, resourceLimits: { maxOldGenerationSizeMb: mostMemory } })
    const stop = (): void => void worker.terminate()
    signal.addEventListener('abort', stop)
    worker.once('message', (answer: YamlAnswer) => {
      if ('json' in answer) resolve(parseExactJson(answer.json) as KubeObject[])
      else reject(new AppError(isErrorCode(answer.code) ? answer.code : 'INTERNAL', answer.message, answer.details ? { details: answer.details } : {}))
    })
    worker.once('error', cause => reject(new AppError('BODY_TOO_LARGE', 'This YAML takes too much to read. Send it in pieces.', { cause })))
    worker.once('exit', () => {
      signal.removeEventListener('abort', stop)
      reject(signal.aborted ? fromTransportError(signal.reason) : new AppError('INTERNAL'))
    })
  })
}

/** Beside this module where it runs as it is written, beside the bundle where it is part of that (scripts/bundle-server.ts). */
function threadModule(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './yaml-thread.ts' : './yaml-thread.mjs', import.meta.url)
}
