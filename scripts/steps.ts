import { spawn } from 'node:child_process'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

export const repositoryRoot = dirname(dirname(fileURLToPath(import.meta.url)))

/** A named step of a script: prints its name, its outcome (`isGood` of the result) and its time on stderr, rethrows its failure. */
export async function step<T>(name: string, work: () => Promise<T>, isGood: (result: T) => boolean = () => true): Promise<T> {
  const startedMs = performance.now()
  process.stderr.write(`▸ ${name}\n`)
  const result = await work()
  process.stderr.write(`${isGood(result) ? '✓' : '✗'} ${name} (${((performance.now() - startedMs) / 1000).toFixed(1)} s)\n`)
  return result
}

/** Runs a command with its output on stderr; resolves to its exit code (128 + n for a signal). */
export function run(command: string, args: readonly string[], env: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: repositoryRoot, stdio: ['ignore', 2, 2], env: { ...process.env, ...env } })
    child.on('error', reject)
    child.on('close', (code, signal) => resolve(code ?? (signal ? 130 : 1)))
  })
}
