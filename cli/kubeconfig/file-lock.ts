import { closeSync, openSync, rmSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { kubeconfigError } from './kubeconfig-error.ts'

const waitMs = 30_000

/**
 * Does `work` while nobody else changes the kubeconfig: holds FILE.lock, which kubectl makes as well before it writes.
 * kubectl gives up when it finds one; this waits for it.
 * @throws KUBECONFIG_INVALID when it cannot be made, or stays
 */
export async function withFileLock<T>(file: string, work: () => Promise<T>, patienceMs: number = waitMs): Promise<T> {
  const lock = `${file}.lock`
  const deadline = performance.now() + patienceMs
  while (!create(lock)) {
    if (performance.now() >= deadline) {
      throw kubeconfigError(`The kubeconfig ${file} is being changed by someone else (${lock} exists).`, 'If no kubectl runs, delete that file.')
    }
    await delay(50)
  }
  const release = () => rmSync(lock, { force: true })
  // A lock that outlives this process would stop kubectl.
  process.once('exit', release)
  try {
    return await work()
  } finally {
    process.removeListener('exit', release)
    release()
  }
}

function create(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'wx', 0o600))
    return true
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code
    if (code === 'EEXIST') return false
    throw kubeconfigError(
      `New tokens could not be kept: ${lock} cannot be made (${code ?? 'unknown reason'}).`,
      'Make the folder of the kubeconfig writable, as kubectl needs it too.',
      thrown,
    )
  }
}
