import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, readlinkSync, rmdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ClusterError } from '../cluster-error.ts'
import { poll } from '../poll.ts'
import { tryCommand } from '../run-command.ts'
import { forgetDaemons } from './daemons.ts'
import { findOtherCluster, killEverything } from './leftover-processes.ts'
import { removeNetwork, switchRecords } from './network.ts'
import { type NodePaths, networkName } from './node-paths.ts'

/** Removes every trace of a cluster, however it ended, but its logs. Does nothing where there is none. */
export async function removeCluster(paths: NodePaths): Promise<void> {
  await killEverything(paths)
  await forgetDaemons(paths)
  await removePodTraces(paths)
  await unmountAll(paths)
  // Only one cluster can have the machine's bridge, chains and cgroups at a time; another's are left alone.
  if (findOtherCluster(paths) === undefined) {
    await removeNetwork(paths)
    removePodCgroups()
  }
  await removeStrayFiles(paths)
  for (const dir of [paths.data, paths.runtime, ...switchRecords.map(record => join(paths.state, record))])
    await rm(dir, { recursive: true, force: true, maxRetries: 5 })
}

/** Mount points under the given folders, deepest first, from the text of /proc/self/mountinfo. */
export function mountPointsUnder(mountinfo: string, dirs: readonly string[]): string[] {
  const points = mountinfo.split('\n').flatMap(line => {
    // Blanks in paths are written as octal escapes.
    const point = line.split(' ')[4]?.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
    return point !== undefined && dirs.some(dir => point === dir || point.startsWith(`${dir}/`)) ? [point] : []
  })
  return points.sort((a, b) => b.length - a.length)
}

async function unmountAll(paths: NodePaths): Promise<void> {
  const left = () => mountPointsUnder(readFileSync('/proc/self/mountinfo', 'utf8'), [paths.data, paths.runtime])
  // Several rounds: mounts may lie on top of one another.
  const done = await poll(10, async () => {
    for (const point of left()) await tryCommand('umount', ['--lazy', point])
    return left().length === 0 ? true : undefined
  })
  // Deleting below a live mount would delete what is mounted.
  if (done === undefined) throw new ClusterError(`Cannot unmount ${left().join(', ')}. Unmount by hand (umount -l) and run the same command again.`)
}

/** What containerd and CNI keep for each pod at places that do not follow containerd's own state folder. */
async function removePodTraces(paths: NodePaths): Promise<void> {
  const results = '/var/lib/cni/results'
  const resultName = new RegExp(`^${networkName}-(.+)-eth0$`)
  const known = safely(() => readdirSync(join(paths.runtime, 'state', 'io.containerd.runtime.v2.task', 'k8s.io')), [])
  const networked = safely(() => readdirSync(results), []).flatMap(name => resultName.exec(name)?.[1] ?? [])
  for (const id of new Set([...known, ...networked])) {
    // The name a shim gives its socket; one that was killed leaves it.
    const socket = createHash('sha256').update(`${paths.containerdSocket}/k8s.io/${id}`).digest('hex')
    await rm(join('/run/containerd/s', socket), { force: true })
    for (const name of [`${networkName}-${id}-eth0`, `cni-loopback-${id}-lo`]) await rm(join(results, name), { force: true })
  }
}

/** The kubelet's cgroups hold no process any more; a cgroup that does is not ours and stays. */
function removePodCgroups(): void {
  const root = '/sys/fs/cgroup'
  const controllers = safely(() => readdirSync(root), [])
  for (const dir of [root, ...controllers.map(name => join(root, name))]) removeCgroupTree(join(dir, 'kubepods'))
}

function removeCgroupTree(dir: string): void {
  const children = safely(() => readdirSync(dir, { withFileTypes: true }).filter(entry => entry.isDirectory()), [])
  for (const child of children) removeCgroupTree(join(dir, child.name))
  safely(() => rmdirSync(dir), undefined)
}

/** The few files that the kubelet puts at fixed places. */
async function removeStrayFiles(paths: NodePaths): Promise<void> {
  const logLinks = '/var/log/containers'
  for (const name of safely(() => readdirSync(logLinks), [])) {
    const link = join(logLinks, name)
    if (safely(() => lstatSync(link).isSymbolicLink() && readlinkSync(link).startsWith(`${paths.kubelet}/`), false)) await rm(link, { force: true })
  }
  for (const name of ['kubelet.sock', 'kubelet_internal_checkpoint']) await rm(join('/var/lib/kubelet/device-plugins', name), { force: true })
  // Only what is empty goes.
  for (const dir of ['/var/lib/kubelet/device-plugins', '/var/lib/kubelet', logLinks]) safely(() => rmdirSync(dir), undefined)
}

function safely<T>(act: () => T, otherwise: T): T {
  try {
    return act()
  } catch {
    return otherwise
  }
}
