import { AppError } from '#errors/app-error.ts'
import { createFairShare } from '../kube/fair-share.ts'

/** Does what costs the kube-apiserver something and what anybody may ask for. Throws TOO_MANY_REQUESTS where too many do. */
export type UnprovenWork = <T>(work: () => Promise<T>) => Promise<T>

const atOnce = 16
const waiting = 64
const patienceMs = 10_000

/**
 * Whoever shows credentials that may be none, in whatever number, takes neither our connections nor our share of the
 * kube-apiserver's patience (API priority and fairness counts all our calls as one) from what sessions need.
 */
export function createUnprovenWork(): UnprovenWork {
  const turns = createFairShare({ atOnce, waiting })
  return async work => {
    const end = await turns.take('everyone', AbortSignal.timeout(patienceMs)).catch(cause => {
      throw new AppError('TOO_MANY_REQUESTS', 'Too many are signing in with tokens or certificates at this moment. Try again in a few seconds.', { cause })
    })
    try {
      return await work()
    } finally {
      end()
    }
  }
}
