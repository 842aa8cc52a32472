import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ClusterError } from '../cluster-error.ts'
import { writeImageArchive } from '../image-archive.ts'
import { poll } from '../poll.ts'
import { runCommand, tryCommand } from '../run-command.ts'
import { assertDaemonsRunning, startDaemon } from './daemons.ts'
import { bridge, bridgeAddress, type NodePaths, networkName, podCidr, sandboxImage } from './node-paths.ts'

/** Starts a containerd of our own, beside whatever else the machine runs. */
export async function startContainerd(paths: NodePaths): Promise<void> {
  const cniConfigDir = join(paths.config, 'cni')
  await mkdir(cniConfigDir, { recursive: true })
  await writeFile(join(cniConfigDir, `10-${networkName}.conflist`), JSON.stringify(cniNetwork(paths)))
  const config = join(paths.config, 'containerd.toml')
  await writeFile(config, containerdConfig(paths, cniConfigDir))
  await startDaemon(paths, 'containerd', 'containerd', ['--config', config])
}

/** Waits for containerd and gives it the image that holds each pod's namespaces. */
export async function importSandboxImage(paths: NodePaths, pauseProgram: string): Promise<void> {
  const answers = await poll(30, async () => {
    await assertDaemonsRunning(paths)
    return (await ctr(paths, ['version'])).exitCode === 0 ? true : undefined
  })
  if (answers === undefined) throw new ClusterError(`containerd did not answer within 30 s. See ${join(paths.logs, 'containerd.log')}.`)
  const rootDir = join(paths.data, 'pause-root')
  await mkdir(rootDir, { recursive: true })
  await cp(pauseProgram, join(rootDir, 'pause'))
  const out = join(paths.data, 'pause.tar')
  await writeImageArchive({ ref: sandboxImage, rootDir, config: { entrypoint: ['/pause'], user: '65535:65535' }, out })
  await importIntoContainerd(paths, out, sandboxImage)
  await rm(out)
  await rm(rootDir, { recursive: true })
}

/** Imports a docker-archive into the node. @throws ClusterError when the archive does not hold `ref`. */
export async function importIntoContainerd(paths: NodePaths, archive: string, ref: string): Promise<void> {
  await runCommand('ctr', ['--address', paths.containerdSocket, '--namespace', 'k8s.io', 'images', 'import', archive])
  const names = (await ctr(paths, ['images', 'list', '--quiet'])).stdout.split('\n')
  if (!names.some(name => name === ref || name.endsWith(`/${ref}`))) {
    throw new ClusterError(`${archive} was imported but holds no image named ${ref}. Write the archive under that name and import it again.`)
  }
}

const ctr = (paths: NodePaths, args: readonly string[]) => tryCommand('ctr', ['--address', paths.containerdSocket, '--namespace', 'k8s.io', ...args])

function containerdConfig(paths: NodePaths, cniConfigDir: string): string {
  const cri = 'plugins."io.containerd.grpc.v1.cri"'
  const text = JSON.stringify
  return `version = 2
root = ${text(join(paths.data, 'containerd'))}
state = ${text(join(paths.runtime, 'state'))}
# opt would make /opt/containerd.
disabled_plugins = ["io.containerd.internal.v1.opt"]
[grpc]
address = ${text(paths.containerdSocket)}
[${cri}]
sandbox_image = ${text(sandboxImage)}
# Without CAP_SYS_RESOURCE runc dies of a lower score: "can't get final child's PID from pipe".
restrict_oom_score_adj = true
# Under our own folder, where the clean-up finds them.
netns_mounts_under_state_dir = true
[${cri}.cni]
bin_dir = "/usr/lib/cni"
conf_dir = ${text(cniConfigDir)}
[${cri}.containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
`
}

function cniNetwork(paths: NodePaths): object {
  const ipam = {
    type: 'host-local',
    dataDir: join(paths.data, 'cni'),
    ranges: [[{ subnet: podCidr, gateway: bridgeAddress }]],
    routes: [{ dst: '0.0.0.0/0' }],
  }
  return { cniVersion: '0.4.0', name: networkName, plugins: [{ type: 'bridge', bridge, isGateway: true, ipMasq: true, hairpinMode: true, ipam }] }
}
