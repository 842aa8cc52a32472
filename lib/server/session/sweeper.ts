import type { Logger } from 'pino'

/** Something that leaves objects of its own in the cluster, and can remove those that are done with. */
export type Swept = { sweep(): Promise<void> }

const everyMs = 5 * 60_000

/** Sweeps now and then until `signal` aborts. Jittered: replicas that start together do not sweep together. */
export function runSweeper(all: readonly Swept[], logger: Logger, signal: AbortSignal): void {
  let timer: NodeJS.Timeout
  const schedule = (): void => {
    timer = setTimeout(sweep, everyMs * (0.5 + Math.random())).unref()
  }
  const sweep = async (): Promise<void> => {
    for (const each of all)
      await each.sweep().catch(error => signal.aborted || logger.warn({ event: 'sweep-failed', err: error }, 'ended objects could not be removed'))
    if (!signal.aborted) schedule()
  }
  signal.addEventListener('abort', () => clearTimeout(timer))
  schedule()
}
