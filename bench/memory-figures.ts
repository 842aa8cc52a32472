import { request } from 'undici'
import { rssMiB } from './process-usage.ts'
import type { ServerProcess } from './server-process.ts'

/** Memory of a server in MiB: resident; of V8's heap what it takes and what is in use (garbage included); and what buffers hold outside of it. */
export type MemoryFigures = { resident: number; heap: number; used: number; buffers: number }

export async function readMemory({ pid, metrics }: ServerProcess): Promise<MemoryFigures> {
  const { body } = await request(`${metrics}/metrics`)
  const text = await body.text()
  const mib = (name: string): number => {
    const bytes = new RegExp(`^latchkey_nodejs_${name}_bytes (\\S+)$`, 'm').exec(text)?.[1]
    if (bytes === undefined) throw new Error(`the server does not tell its ${name}`)
    return Number(bytes) / 1024 ** 2
  }
  return { resident: rssMiB(pid), heap: mib('heap_size_total'), used: mib('heap_size_used'), buffers: mib('external_memory') }
}
