import { toDemoFailure } from './failure.ts'

export type Log = (line: string) => void

/** Writes to stderr: stdout belongs to the one JSON line of `--json`. */
export const logToStderr: Log = line => process.stderr.write(`${line}\n`)

/** The named steps of the demo: each says when it starts and how long it took, and fails as a DemoFailure of its name. */
export type Steps = {
  /** a step on the way up; none starts once the signal is aborted, and one that was cut short rejects with its reason */
  run<T>(name: string, work: () => Promise<T>): Promise<T>
  /** a step of the cleaning up, which runs after an abort as well */
  end<T>(name: string, work: () => Promise<T>): Promise<T>
  elapsedSeconds(): number
}

/** @param now - milliseconds, monotonic */
export function createSteps(log: Log, signal: AbortSignal, now: () => number = () => performance.now()): Steps {
  const begun = now()
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const from = now()
    log(`> ${name}`)
    try {
      const result = await work()
      log(`  ${name}: done in ${((now() - from) / 1000).toFixed(1)} s`)
      return result
    } catch (thrown) {
      throw toDemoFailure(name, thrown)
    }
  }
  return {
    async run(name, work) {
      signal.throwIfAborted()
      return timed(name, work).catch(thrown => {
        signal.throwIfAborted()
        throw thrown
      })
    },
    end: timed,
    elapsedSeconds: () => (now() - begun) / 1000,
  }
}
