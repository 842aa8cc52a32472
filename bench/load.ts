import { Agent, request } from 'undici'
import { cpuSeconds } from './process-usage.ts'

/** Where a load goes, and whose CPU time it is. */
export type Target = { name: string; url: string; headers: Record<string, string> | string[]; pid: number }

/** `perCpuSecond`: answers for each second of CPU that the process has used. */
export type LoadResult = { answers: number; perSecond: number; perCpuSecond: number; cores: number; latenciesMs: number[] }

/** `inFlight` requests at any time for `seconds`, each answer read whole. Throws for anything but 200. */
export async function putLoad({ name, url, headers, pid }: Target, inFlight: number, seconds: number): Promise<LoadResult> {
  const dispatcher = new Agent({ connections: inFlight, allowH2: false })
  const latenciesMs: number[] = []
  const cpuBefore = cpuSeconds(pid)
  const startedMs = performance.now()
  const untilMs = startedMs + seconds * 1000
  const keepAsking = async (): Promise<void> => {
    while (performance.now() < untilMs) {
      const askedMs = performance.now()
      const { statusCode, body } = await request(url, { headers, dispatcher })
      await body.dump({ limit: Number.MAX_SAFE_INTEGER })
      if (statusCode !== 200) throw new Error(`${name} answered ${statusCode}`)
      latenciesMs.push(performance.now() - askedMs)
    }
  }
  try {
    await Promise.all(Array.from({ length: inFlight }, keepAsking))
  } finally {
    await dispatcher.close()
  }
  const elapsed = (performance.now() - startedMs) / 1000
  const cpu = cpuSeconds(pid) - cpuBefore
  return { answers: latenciesMs.length, perSecond: latenciesMs.length / elapsed, perCpuSecond: latenciesMs.length / cpu, cores: cpu / elapsed, latenciesMs }
}
