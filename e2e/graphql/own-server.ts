import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from '@playwright/test'
import { readEndpoint } from '../../cluster/users/kubeconfig.ts'
import { cluster, kubectl } from '../cluster.ts'
import { freePort } from '../free-port.ts'
import { send } from '../http.ts'

const appDir = fileURLToPath(new URL('../../dist/app', import.meta.url))

/** One more replica of the installed Latchkey: the same ServiceAccount and keyring, but a process of this machine, outside of any pod. */
export type OwnServer = {
  readonly origin: string
  /** Resident memory, MiB. */
  rssMiB(): number
  log(): string
  stop(): Promise<void>
  /** As a node that fails: at once, with no word to anybody. */
  kill(): Promise<void>
}

/** `kubeServer`: where it finds the kube-apiserver; its certificate must be the cluster's. `nodeArgs` before the program. */
export async function startOwnServer(options: { kubeServer?: string; env?: Record<string, string>; nodeArgs?: readonly string[] } = {}): Promise<OwnServer> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-server-'))
  const { certificateAuthorityPem } = await readEndpoint(cluster.kubeconfigs.admin)
  writeFileSync(join(folder, 'ca.crt'), certificateAuthorityPem)
  writeFileSync(join(folder, 'token'), kubectl('admin', ['-n', 'latchkey-system', 'create', 'token', 'latchkey', '--duration=4h']).trim(), { mode: 0o600 })
  const [port, metricsPort] = [await freePort(), await freePort()]
  // LATCHKEY_E2E_SERVER: the bundle of someone who works on the server and has not built the pages anew.
  const program = process.env['LATCHKEY_E2E_SERVER'] ?? join(appDir, 'server.mjs')
  // Less than a pod has (cli/manifests/deployment.ts): here V8 would take what there is, and memory would say little.
  const child = spawn(process.execPath, ['--max-old-space-size=259', '--max-semi-space-size=16', ...(options.nodeArgs ?? []), program], {
    cwd: appDir,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      PORT: String(port),
      LATCHKEY_METRICS_PORT: String(metricsPort),
      LATCHKEY_HOST: '127.0.0.1',
      LATCHKEY_APP_DIR: appDir,
      LATCHKEY_KUBE_SERVER: options.kubeServer ?? cluster.server,
      LATCHKEY_KUBE_CA_FILE: join(folder, 'ca.crt'),
      LATCHKEY_KUBE_TOKEN_FILE: join(folder, 'token'),
      LATCHKEY_NAMESPACE: 'latchkey-system',
      ...options.env,
    },
  })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => (log = (log + text).slice(-200_000)))
  const origin = `http://127.0.0.1:${port}`
  const end = (signal: NodeJS.Signals) => async (): Promise<void> => {
    await endChild(child, signal)
    rmSync(folder, { recursive: true, force: true })
  }
  const server = { origin, rssMiB: () => residentMiB(child), log: () => log, stop: end('SIGTERM'), kill: end('SIGKILL') }
  try {
    await expect
      .poll(
        () =>
          child.exitCode === null
            ? send(`${origin}/readyz`).then(
                ({ status }) => status,
                () => 0,
              )
            : -1,
        { timeout: 30_000 },
      )
      .toBe(200)
  } catch (error) {
    await server.kill()
    throw new Error(`the server did not get ready: ${log.slice(-4_000)}`, { cause: error })
  }
  return server
}

async function endChild(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}

function residentMiB({ pid }: ChildProcess): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kib) / 1024
}
