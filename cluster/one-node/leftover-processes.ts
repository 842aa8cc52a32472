import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { ClusterError } from '../cluster-error.ts'
import { poll } from '../poll.ts'
import { identify, isRunning, type ProcessIdentity } from '../process-identity.ts'
import { daemonNames, recordedDaemons } from './daemons.ts'
import type { NodePaths } from './node-paths.ts'

const shim = 'containerd-shim-runc-v2'
const programs: ReadonlySet<string> = new Set([...daemonNames, shim])

/** Whether a command line is one of the cluster's own programs working on our folders (and not, say, a user's kubectl or tail). */
export function isOwnProgram(argv: readonly string[], paths: Pick<NodePaths, 'state' | 'runtime'>): boolean {
  if (!programs.has(basename(argv[0] ?? ''))) return false
  return argv.slice(1).some(word => word.includes(`${paths.state}/`) || word.includes(`${paths.runtime}/`))
}

/** State folder of a one-node cluster that runs from elsewhere (another user's or XDG_STATE_HOME), read from a containerd's command line. */
export function stateOfOtherCluster(argv: readonly string[], ownState: string): string | undefined {
  if (argv[0] !== 'containerd') return undefined
  const state = /^(.+)\/data\/config\/containerd\.toml$/.exec(argv[2] ?? '')?.[1]
  return state !== ownState && state?.endsWith('/latchkey/cluster') ? state : undefined
}

/** The state folder of another one-node cluster on this machine, if one runs: bridge and firewall chains are then its. */
export function findOtherCluster(paths: NodePaths): string | undefined {
  const [other] = processesWhere(pid => stateOfOtherCluster(argvOf(pid), paths.state) !== undefined)
  return other === undefined ? undefined : stateOfOtherCluster(argvOf(other.pid), paths.state)
}

/** Ends every process of the cluster: the recorded ones, what runs unrecorded on our folders, and the containers. */
export async function killEverything(paths: NodePaths): Promise<void> {
  const recorded: ProcessIdentity[] = (await recordedDaemons(paths)).filter(isRunning)
  // The daemons first: they would start again what is stopped under them.
  await killAll([...recorded, ...processesWhere(pid => isOwnProgram(argvOf(pid), paths) && basename(argvOf(pid)[0] ?? '') !== shim)])
  const shims = processesWhere(pid => isOwnProgram(argvOf(pid), paths))
  const containers = [...containerIds(paths), ...shims.flatMap(({ pid }) => optionValue(argvOf(pid), '-id'))]
  await killAll([...shims, ...processesInContainers(containers)])
}

/** Containers whose bundle lies in containerd's state; their processes stay when a shim is killed. */
function containerIds(paths: NodePaths): string[] {
  try {
    return readdirSync(join(paths.runtime, 'state', 'io.containerd.runtime.v2.task', 'k8s.io'))
  } catch {
    return []
  }
}

function processesInContainers(ids: readonly string[]): ProcessIdentity[] {
  if (ids.length === 0) return []
  return processesWhere(pid => {
    const cgroups = read(`/proc/${pid}/cgroup`)
    return ids.some(id => cgroups.includes(id))
  })
}

function processesWhere(matches: (pid: number) => boolean): ProcessIdentity[] {
  const pids = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
  return pids.filter(matches).flatMap(pid => identify(pid) ?? [])
}

const argvOf = (pid: number): string[] => read(`/proc/${pid}/cmdline`).split('\0')

function optionValue(argv: readonly string[], option: string): string[] {
  const value = argv[argv.indexOf(option) + 1]
  return argv.includes(option) && value !== undefined ? [value] : []
}

/** A process may end between being listed and being read. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

async function killAll(identities: readonly ProcessIdentity[]): Promise<void> {
  for (const identity of identities) {
    if (!isRunning(identity)) continue
    try {
      process.kill(identity.pid, 'SIGKILL')
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
    }
  }
  const gone = await poll(15, async () => (identities.some(isRunning) ? undefined : true))
  if (gone === undefined) {
    const stuck = identities.filter(isRunning).map(({ pid }) => pid)
    throw new ClusterError(
      `Processes ${stuck.join(', ')} of the cluster do not end although killed (see /proc/PID/stack). Wait for them, or restart the machine, and run the same command again.`,
    )
  }
}
