import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { ClusterError } from '../cluster-error.ts'
import { writeFileAtomically } from '../cluster-info.ts'
import { identify, isRunning } from '../process-identity.ts'
import { systemPath } from '../run-command.ts'
import type { NodePaths } from './node-paths.ts'

/** Programs of the cluster; ps shows them under these names. */
export const daemonNames = ['etcd', 'containerd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet', 'kube-proxy'] as const
export type DaemonName = (typeof daemonNames)[number]

const recordSchema = z.object({ name: z.enum(daemonNames), pid: z.number(), startTimeTicks: z.string(), bootId: z.string() })
/** What a pid file holds. */
export type DaemonRecord = z.infer<typeof recordSchema>

/** Starts a daemon that outlives this process, its output going to logs/NAME.log, and records who it is. `env`: beside what all are given. */
export async function startDaemon(
  paths: NodePaths,
  name: DaemonName,
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const log = openSync(join(paths.logs, `${name}.log`), 'a')
  const environment = { ...daemonEnvironment(), ...env }
  const child = spawn(program, args, { argv0: name, detached: true, stdio: ['ignore', log, log], env: environment, cwd: paths.data })
  closeSync(log)
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', error => reject(new ClusterError(`${name} (${program}) did not start: ${error.message}`)))
  })
  child.unref()
  const identity = child.pid === undefined ? undefined : identify(child.pid)
  if (identity === undefined) throw await daemonDied(paths, name)
  await writeFileAtomically(join(paths.pids, `${name}.json`), JSON.stringify({ name, ...identity }))
}

/** Nothing of the user's environment but this: a proxy, say, would stand between the cluster and its own addresses. */
function daemonEnvironment(): NodeJS.ProcessEnv {
  const kept = ['HOME', 'TMPDIR', 'LANG'].filter(name => process.env[name] !== undefined)
  const environment: Record<string, string | undefined> = Object.fromEntries(kept.map(name => [name, process.env[name]]))
  environment['PATH'] = systemPath
  return environment as NodeJS.ProcessEnv
}

/** The daemons the last `up` recorded, running or not. */
export async function recordedDaemons(paths: NodePaths): Promise<DaemonRecord[]> {
  const names = await readdir(paths.pids).catch(() => [])
  const records = await Promise.all(
    names
      .filter(name => name.endsWith('.json'))
      .map(async name => {
        const parsed = recordSchema.safeParse(
          await readFile(join(paths.pids, name), 'utf8')
            .then(JSON.parse)
            .catch(() => undefined),
        )
        return parsed.success ? [parsed.data] : []
      }),
  )
  return records.flat()
}

export async function allDaemonsRunning(paths: NodePaths): Promise<boolean> {
  const records = await recordedDaemons(paths)
  return daemonNames.every(name => records.some(record => record.name === name && isRunning(record)))
}

/** @throws ClusterError with the end of its log for the first recorded daemon that no longer runs. */
export async function assertDaemonsRunning(paths: NodePaths): Promise<void> {
  for (const record of await recordedDaemons(paths)) if (!isRunning(record)) throw await daemonDied(paths, record.name)
}

async function daemonDied(paths: NodePaths, name: DaemonName): Promise<ClusterError> {
  const path = join(paths.logs, `${name}.log`)
  const end = (await readFile(path, 'utf8').catch(() => '')).trimEnd().split('\n').slice(-8).join('\n')
  return new ClusterError(
    `${name} stopped while the cluster was starting. The end of ${path}:\n${end}\nRun the same command again; it starts from a clean state.`,
  )
}

export async function forgetDaemons(paths: NodePaths): Promise<void> {
  await rm(paths.pids, { recursive: true, force: true })
}
