import type { Dispatcher } from 'undici'
import { AppError } from '#errors/app-error.ts'
import { fromKubeStatus, type KubeStatus } from '#errors/status.ts'
import { beyondLatchkey } from './beyond-latchkey.ts'
import { fromTransportError } from './unreachable.ts'

/** The JSON of an answer of the kube-apiserver. Throws AppError by its Status where it is a refusal. */
export async function readAnswer(answer: Dispatcher.ResponseData): Promise<unknown> {
  const text = await answer.body.text().catch(thrown => {
    throw fromTransportError(thrown)
  })
  const parsed = parseJson(text)
  if (answer.statusCode < 300) {
    if (parsed === undefined) throw new AppError('CLUSTER_UNREACHABLE', 'The kube-apiserver answered with something that is not JSON.')
    return parsed
  }
  throw refusalOf(answer.statusCode, parsed)
}

/** A refusal of the kube-apiserver (status 300 and up) by the Status that its body holds, if it does. */
export function refusalOf(statusCode: number, body: unknown): AppError {
  // It is our own credential that was not accepted, not the user's.
  if (statusCode === 401) return new AppError('NOT_READY', "The kube-apiserver does not accept Latchkey's own credential. Try again in a moment.")
  const status = isStatus(body) ? body : {}
  return beyondLatchkey(statusCode, status.message ?? '') ?? fromKubeStatus(statusCode, status)
}

/** Undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isStatus(value: unknown): value is KubeStatus {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'Status'
}
