import type { Clocks } from '../tunnel/clocks.ts'

export type FakeClocks = Clocks & {
  /** Time goes on for a computer that is awake; nothing is called back. */
  pass(milliseconds: number): void
  /** The computer sleeps: the wall clock alone goes on. */
  sleep(milliseconds: number): void
  /** Calls back everyone who asked for that. */
  tick(): void
  callbacks(): number
}

export function fakeClocks(): FakeClocks {
  let wallMs = Date.parse('2026-11-24T00:00:00Z')
  let monotonicMs = 0
  const ticks = new Set<() => void>()
  return {
    wallMs: () => wallMs,
    monotonicMs: () => monotonicMs,
    every(_milliseconds, tick) {
      ticks.add(tick)
      return () => ticks.delete(tick)
    },
    pass(milliseconds) {
      wallMs += milliseconds
      monotonicMs += milliseconds
    },
    sleep(milliseconds) {
      wallMs += milliseconds
    },
    tick() {
      for (const tick of ticks) tick()
    },
    callbacks: () => ticks.size,
  }
}
