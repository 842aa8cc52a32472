import { setImmediate } from 'node:timers/promises'

/** Long work in slices: other work of the process gets its turn between them. */
export type Slicer = {
  /** Whether this slice has lasted long enough; cheap enough to ask often. */
  isDue(): boolean
  /** Lets others have their turn; the next slice begins when it resolves. */
  pause(): Promise<void>
}

export function createSlicer(sliceMs = 8): Slicer {
  let startedAt = performance.now()
  return {
    isDue: () => performance.now() - startedAt > sliceMs,
    async pause() {
      await setImmediate()
      startedAt = performance.now()
    },
  }
}
