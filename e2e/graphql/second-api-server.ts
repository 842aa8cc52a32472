import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { recordedDaemons } from '../../cluster/one-node/daemons.ts'
import { nodePaths } from '../../cluster/one-node/node-paths.ts'
import { cluster } from '../cluster.ts'
import { freePort } from '../free-port.ts'
import { connectAdmin } from './kube.ts'

/**
 * A second real kube-apiserver over the cluster's own etcd, as a control plane of several has them: it may be killed and
 * started again without taking the cluster from everybody else.
 */
export type SecondApiServer = {
  readonly server: string
  start(): Promise<void>
  kill(): Promise<void>
  remove(): Promise<void>
}

/** Started the way the first one was, by its own command line, but for its port and its logs. */
export async function createSecondApiServer(): Promise<SecondApiServer> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-apiserver-'))
  const port = await freePort()
  const server = `https://127.0.0.1:${port}`
  const [program, args] = await firstCommandLine()
  const changed: Record<string, string> = {
    '--bind-address': '127.0.0.1',
    '--secure-port': String(port),
    '--audit-log-path': join(folder, 'audit.log'),
    // The endpoints of the Service `kubernetes` stay those of the first one.
    '--endpoint-reconciler-type': 'none',
  }
  const kept = args.filter(arg => changed[arg.split('=', 1)[0] ?? ''] === undefined)
  const flags = [...kept, ...Object.entries(changed).map(([flag, value]) => `${flag}=${value}`)]
  let running: ReturnType<typeof spawn> | null = null
  const kill = async (): Promise<void> => {
    const child = running
    running = null
    if (!child || child.exitCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
  return {
    server,
    async start() {
      const log = openSync(join(folder, 'kube-apiserver.log'), 'a')
      const child = spawn(program, flags, { argv0: 'kube-apiserver', stdio: ['ignore', log, log] })
      running = child
      const kube = connectAdmin(server)
      const readiness = (): Promise<number> =>
        kube.ask('/readyz').then(
          ({ status }) => status,
          () => 0,
        )
      await expect.poll(readiness, { timeout: 90_000, message: `see ${folder}/kube-apiserver.log` }).toBe(200)
      await kube.close()
    },
    kill,
    async remove() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function firstCommandLine(): Promise<[program: string, args: string[]]> {
  const first = (await recordedDaemons(nodePaths())).find(({ name }) => name === 'kube-apiserver')
  if (!first) throw new Error('the cluster has recorded no kube-apiserver')
  const [, ...args] = readFileSync(`/proc/${first.pid}/cmdline`, 'utf8').split('\0').filter(Boolean)
  return [cluster.kubectl.replace(/kubectl$/, 'kube'), args]
}
