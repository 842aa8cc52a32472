import { fork } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'undici'

/** The interval in which the event loop is looked at (prom-client eventLoopMonitoringPrecision); a loop that is never held up shows as much. */
const lookedAtMs = 10

/** The longest that the event loop of a server was held up since this was last asked, milliseconds; by its own metrics. */
export async function longestStallMs(metricsOrigin: string): Promise<number> {
  const { body } = await request(`${metricsOrigin}/metrics`)
  const seconds = /^latchkey_nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(await body.text())?.[1]
  if (seconds === undefined) throw new Error('the server tells nothing of its event loop')
  return Math.max(0, Number(seconds) * 1000 - lookedAtMs)
}

/** A process of Node that does nothing, for what the machine itself takes from an event loop. */
export type IdleLoop = { longestStallMs(): Promise<number>; stop(): void }

export function startIdleLoop(): IdleLoop {
  const child = fork(new URL('./idle-loop.ts', import.meta.url))
  return {
    async longestStallMs() {
      const answer = once(child, 'message')
      child.send('read')
      return ((await answer) as [number])[0]
    },
    stop: () => void child.kill(),
  }
}
