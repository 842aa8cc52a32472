import type { Logger } from 'pino'
import type { WrappedClaims } from './wrapped-claims.ts'

const everyMs = 5 * 60_000

/** Sweeps claims of used tokens now and then until `signal` aborts. Jittered: replicas that start together do not sweep together. */
export function runClaimSweeper(claims: WrappedClaims, logger: Logger, signal: AbortSignal): void {
  let timer: NodeJS.Timeout
  const schedule = (): void => {
    timer = setTimeout(sweep, everyMs * (0.5 + Math.random())).unref()
  }
  const sweep = (): void => {
    claims
      .sweep()
      .catch(error => signal.aborted || logger.warn({ event: 'sweep-failed', err: error }, 'ended claims could not be removed'))
      .finally(() => signal.aborted || schedule())
  }
  signal.addEventListener('abort', () => clearTimeout(timer))
  schedule()
}
