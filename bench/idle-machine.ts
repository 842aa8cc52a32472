import { cpus } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'

/** As before each run of ../../shared/research/headlamp-measured.md. */
const wantedIdle = 0.88
const lookMs = 500
const patienceMs = 30_000

/** Resolves when the machine has been so idle for half a second; to how idle it was at last, of 1, where it does not become so in half a minute. */
export async function untilIdle(): Promise<number> {
  for (let waitedMs = 0; ; waitedMs += lookMs) {
    const before = cpuTimes()
    await delay(lookMs)
    const after = cpuTimes()
    const idle = (after.idle - before.idle) / (after.all - before.all)
    if (idle >= wantedIdle || waitedMs >= patienceMs) return idle
  }
}

/** Milliseconds of all cores since the machine began. */
function cpuTimes(): { idle: number; all: number } {
  const times = cpus().map(({ times }) => times)
  const sum = (numbers: number[]): number => numbers.reduce((total, each) => total + each, 0)
  return { idle: sum(times.map(({ idle }) => idle)), all: sum(times.flatMap(each => Object.values(each))) }
}
