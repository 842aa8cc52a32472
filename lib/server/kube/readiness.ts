import { AppError } from '#errors/app-error.ts'
import type { KubeConnection } from './connection.ts'

/** Whether the kube-apiserver is ready to be believed. Never throws; half a second old at most. */
export type Readiness = () => Promise<boolean>

/** Shorter than any kube-apiserver takes to begin anew. */
const rememberMs = 500
const timeoutMs = 2_000

/**
 * Asks `/readyz`. A kube-apiserver that is starting refuses what is allowed, as it has not read RBAC yet, and does not know custom
 * resources. Where we may never read `/readyz` nothing can be told of it, and it counts as ready.
 */
export function createReadiness({ own, token, basePath }: KubeConnection, now: () => number): Readiness {
  let isReadable = false
  let held: { isReady: Promise<boolean>; askedAtMs: number } | null = null

  async function ask(): Promise<boolean> {
    const headers = ['authorization', `Bearer ${await token.current()}`]
    const answer = await own.request({ method: 'GET', path: `${basePath}/readyz`, headers, signal: AbortSignal.timeout(timeoutMs) })
    await answer.body.dump()
    if (answer.statusCode === 401) token.drop()
    if (answer.statusCode === 200) isReadable = true
    return answer.statusCode === 200 || (!isReadable && (answer.statusCode === 403 || answer.statusCode === 404))
  }
  return () => {
    if (!held || now() - held.askedAtMs >= rememberMs) held = { isReady: ask().catch(() => false), askedAtMs: now() }
    return held.isReady
  }
}

export function startingError(): AppError {
  return new AppError('CLUSTER_UNREACHABLE', 'The kube-apiserver is starting. Try again in a moment.')
}

/** Asks for what the cluster has; an answer that lacks what the one before had is believed only of a kube-apiserver that is ready before and after. Throws NOT_READY. */
export function doubtLosses<T>(isReady: Readiness, namesOf: (value: T) => Iterable<string>, ask: () => Promise<T>): () => Promise<T> {
  let had: Iterable<string> = []
  return async () => {
    const wasReady = await isReady()
    const value = await ask()
    const has = new Set(namesOf(value))
    const lacks = [...had].some(name => !has.has(name))
    if (lacks && !(wasReady && (await isReady()))) throw new AppError('NOT_READY', 'The kube-apiserver is starting, and does not tell all it serves yet.')
    had = has
    return value
  }
}
