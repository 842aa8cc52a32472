import { randomUUID } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { ClusterError } from './cluster-error.ts'
import { poll } from './poll.ts'
import { identify, isRunning } from './process-identity.ts'
import { progress } from './progress.ts'

const ownerSchema = z.object({ pid: z.number(), startTimeTicks: z.string(), bootId: z.string(), token: z.string() })
type Owner = z.infer<typeof ownerSchema>

/**
 * Runs `work` while no other cluster command of this user changes anything; waits for one that does. A lock whose owner
 * was killed is taken over.
 */
export async function withStateLock<T>(stateDir: string, work: () => Promise<T>, timeoutSeconds = 1800): Promise<T> {
  await mkdir(stateDir, { recursive: true, mode: 0o700 })
  const path = join(stateDir, 'lock')
  const token = randomUUID()
  let told = false
  const acquired = await poll(timeoutSeconds, async () => {
    if (await tryLock(path, token)) return true
    const owner = await readOwner(path)
    if (owner !== undefined && isAlive(owner)) {
      if (!told) progress(`Another cluster command (pid ${owner.pid}) is at work; waiting for it to end…`)
      told = true
      return undefined
    }
    await takeAway(path, owner)
    return undefined
  })
  if (acquired === undefined)
    throw new ClusterError(`Another cluster command holds ${path} for more than ${timeoutSeconds} s. End it, or remove the file if it is gone, and try again.`)
  const release = () => {
    // A signal handler may have let someone else in already.
    if (readOwnerSync(path)?.token === token) rmSync(path, { force: true })
  }
  process.once('exit', release)
  try {
    return await work()
  } finally {
    process.removeListener('exit', release)
    release()
  }
}

/** Makes the lock file whole or not at all, so that nobody reads a half-written owner. */
async function tryLock(path: string, token: string): Promise<boolean> {
  const own = `${path}.${token}`
  const identity = identify(process.pid) ?? { pid: process.pid, startTimeTicks: '', bootId: '' }
  await writeFile(own, JSON.stringify({ ...identity, token }), { mode: 0o600 })
  try {
    await link(own, path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    await rm(own, { force: true })
  }
}

/** Removes a dead owner's lock; if someone was quicker and it is another's lock by now, gives that back. */
async function takeAway(path: string, dead: Owner | undefined): Promise<void> {
  const aside = `${path}.${randomUUID()}.dead`
  try {
    await rename(path, aside)
  } catch {
    return
  }
  const moved = await readOwner(aside)
  if (moved?.token !== dead?.token) await link(aside, path).catch(() => undefined)
  await rm(aside, { force: true })
}

async function readOwner(path: string): Promise<Owner | undefined> {
  return parseOwner(await readFile(path, 'utf8').catch(() => ''))
}

function readOwnerSync(path: string): Owner | undefined {
  try {
    return parseOwner(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

function parseOwner(text: string): Owner | undefined {
  try {
    return ownerSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** Where there is no /proc (kind on macOS), a pid that answers counts as alive. */
function isAlive(owner: Owner): boolean {
  if (owner.startTimeTicks !== '') return isRunning(owner)
  try {
    process.kill(owner.pid, 0)
    return true
  } catch {
    return false
  }
}
