/** What takes long to answer is asked less often: this share of the time at most goes to answering. */
const share = 1 / 50

/** How often something is asked again, by how long its answer took. */
export type Pace = {
  /** What fails does not count: it is tried again as if it were quick. */
  timed<T>(read: () => Promise<T>): Promise<T>
  /** Milliseconds until it is asked again, `everyMs` at least. */
  againMs(everyMs: number): number
}

export function createPace(): Pace {
  let tookMs = 0
  return {
    async timed(read) {
      const startedMs = performance.now()
      const answer = await read()
      tookMs = performance.now() - startedMs
      return answer
    },
    againMs: everyMs => Math.max(everyMs, tookMs / share),
  }
}
