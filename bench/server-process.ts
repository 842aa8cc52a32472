import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { request } from 'undici'
import { kubectl } from '../e2e/cluster.ts'
import { freePort } from '../e2e/free-port.ts'
import { bundleServer } from '../scripts/bundle-server.ts'
import { repositoryRoot } from '../scripts/steps.ts'
import { adminAccess } from './kube-access.ts'

/** One server process of this checkout. `metrics`: origin of its metrics port. */
export type ServerProcess = { origin: string; metrics: string; pid: number; stop: () => Promise<void> }

const folder = join(repositoryRoot, 'dist/bench')
/** MiB; less heap than a pod has (cli/manifests/deployment.ts), as here V8 would take what there is, and memory would say little. */
const heapArgs = ['--max-old-space-size=259', '--max-semi-space-size=16']

/** For a bench that asks more in a minute than one identity may: what an operation costs is not what is measured. */
export const withoutRate = { LATCHKEY_GRAPHQL_LIMITS: JSON.stringify({ costPerSecond: 1_000_000_000, costBurst: 1_000_000_000 }) }

/**
 * The server of this checkout outside of a pod, as the ServiceAccount of the installed one and with its keyring: one process on
 * loopback whose CPU time and memory can be read. The pages are those of the last build. `bundle`: that of another checkout.
 */
export async function startServer({ bundle, env = {} }: { bundle?: string; env?: Record<string, string> } = {}): Promise<ServerProcess> {
  mkdirSync(folder, { recursive: true })
  const entry = bundle ?? (await ownBundle())
  const [port, metricsPort] = await Promise.all([freePort(), freePort()])
  const token = join(folder, 'token')
  writeFileSync(token, kubectl('admin', ['-n', 'latchkey-system', 'create', 'token', 'latchkey', '--duration=10h']), { mode: 0o600 })
  const authority = join(folder, 'ca.crt')
  writeFileSync(authority, adminAccess.ca)
  const child = spawn(process.execPath, [...heapArgs, ...(process.env['LATCHKEY_BENCH_NODE_ARGS']?.split(' ') ?? []), entry], {
    env: {
      ...process.env,
      PORT: String(port),
      LATCHKEY_METRICS_PORT: String(metricsPort),
      LATCHKEY_HOST: '127.0.0.1',
      LATCHKEY_APP_DIR: join(repositoryRoot, 'dist/app'),
      LATCHKEY_NAMESPACE: 'latchkey-system',
      LATCHKEY_KUBE_SERVER: adminAccess.server,
      LATCHKEY_KUBE_CA_FILE: authority,
      LATCHKEY_KUBE_TOKEN_FILE: token,
      ...env,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  // Also where a bench breaks off.
  const kill = (): void => void child.kill()
  process.once('exit', kill)
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
  const origin = `http://127.0.0.1:${port}`
  for (let tries = 0; !(await isReady(origin)); tries += 1) {
    if (child.exitCode !== null || tries === 300) throw new Error('the server of this checkout did not become ready')
    await delay(100)
  }
  const stop = (): Promise<void> => {
    process.off('exit', kill)
    child.kill()
    return ended
  }
  return { origin, metrics: `http://127.0.0.1:${metricsPort}`, pid: child.pid ?? 0, stop }
}

async function ownBundle(): Promise<string> {
  const file = join(folder, 'server.mjs')
  await bundleServer(join(repositoryRoot, 'server/main.ts'), file)
  return file
}

async function isReady(origin: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(`${origin}/readyz`)
    await body.dump()
    return statusCode === 200
  } catch {
    return false
  }
}
