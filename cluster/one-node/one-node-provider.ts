import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { apiVersion, isApiReady, isReachable } from '../api-health.ts'
import { ClusterError } from '../cluster-error.ts'
import type { ClusterInfo } from '../cluster-info.ts'
import type { ClusterProvider } from '../cluster-provider.ts'
import { applyObjects, createKubectl, type Kubectl } from '../kubectl.ts'
import { poll } from '../poll.ts'
import { progress } from '../progress.ts'
import { userKubeconfigPaths } from '../users/demo-users.ts'
import type { ClusterEndpoint } from '../users/kubeconfig.ts'
import { authenticators } from './authenticators.ts'
import { ensureBuild, wantedBuild } from './build.ts'
import { removeCluster } from './cleanup.ts'
import { importIntoContainerd, importSandboxImage, startContainerd } from './containerd.ts'
import { startApiServer, startControllers } from './control-plane.ts'
import { allDaemonsRunning, assertDaemonsRunning } from './daemons.ts'
import { createKeys, kubeconfigPath, kubeletClientName } from './keys.ts'
import { findOtherCluster } from './leftover-processes.ts'
import { createNetwork } from './network.ts'
import { startNode } from './node.ts'
import { type NodePaths, nodeName, nodePaths } from './node-paths.ts'
import { ensurePackages } from './packages.ts'
import { chooseFreePorts } from './ports.ts'

/** A real Kubernetes of one node on a plain Linux machine, built from source, with pods in a containerd of its own. */
export function createOneNodeProvider(): ClusterProvider {
  const paths = nodePaths()
  return {
    name: 'one-node',
    create: () => createCluster(paths),
    isHealthy: async info => {
      if (info.version !== (await wantedBuild()).version || !existsSync(info.kubectl ?? '') || !(await allDaemonsRunning(paths))) return false
      return isReachable(info.kubeconfigs.admin)
    },
    remove: () => removeCluster(paths),
    importImage: (archive, ref) => importIntoContainerd(paths, archive, ref),
  }
}

async function createCluster(paths: NodePaths): Promise<ClusterInfo> {
  const other = findOtherCluster(paths)
  if (other !== undefined) {
    throw new ClusterError(
      `A one-node cluster already runs on this machine from ${other}, and there can be only one. Use it, or stop it with \`XDG_STATE_HOME=${dirname(dirname(other))} npm run cluster -- down\`.`,
    )
  }
  await ensurePackages()
  const build = await ensureBuild()
  progress(`Starting Kubernetes ${build.version} on this machine…`)
  await rm(paths.logs, { recursive: true, force: true })
  const users = join(paths.state, 'users')
  for (const dir of [paths.state, paths.pids, paths.logs, paths.data, paths.runtime, users]) await mkdir(dir, { recursive: true, mode: 0o700 })

  const ports = await chooseFreePorts()
  const kubeconfigs = userKubeconfigPaths(users)
  const endpoint = await createKeys(paths, `https://127.0.0.1:${ports.apiserver}`, kubeconfigs.admin)
  await createNetwork(paths, ports.apiserver)
  await startContainerd(paths)
  await startApiServer(paths, build.program, ports)
  await Promise.all([waitForApi(paths, endpoint), importSandboxImage(paths, build.pause)])
  await startControllers(paths, build.program, ports)
  await startNode(paths, build.program, ports)
  const kubectl = createKubectl(build.kubectl, kubeconfigPath(paths, 'bootstrap'))
  await applyObjects(kubectl, bootstrapRights)
  await waitForNode(paths, kubectl)
  const version = (await apiVersion(endpoint)) ?? build.version
  return {
    provider: 'one-node',
    server: endpoint.server,
    version,
    node: nodeName,
    kubeconfigs,
    auditLog: paths.auditLog,
    authenticators: authenticators(paths, ports),
    kubectl: build.kubectl,
  }
}

async function waitForApi(paths: NodePaths, endpoint: ClusterEndpoint): Promise<void> {
  const ready = await poll(60, async () => {
    await assertDaemonsRunning(paths)
    return (await isApiReady(endpoint)) ? true : undefined
  })
  if (ready === undefined) throw new ClusterError(`The kube-apiserver was not ready within 60 s. See ${join(paths.logs, 'kube-apiserver.log')}.`)
}

async function waitForNode(paths: NodePaths, kubectl: Kubectl): Promise<void> {
  progress('Waiting for the node to be ready…')
  const jsonpath = "jsonpath={.status.conditions[?(@.type=='Ready')].status}"
  const ready = await poll(90, async () => {
    await assertDaemonsRunning(paths)
    return (await kubectl.try(['get', 'node', nodeName, '-o', jsonpath])).stdout === 'True' ? true : undefined
  })
  if (ready === undefined) throw new ClusterError(`Node ${nodeName} was not Ready within 90 s. See ${join(paths.logs, 'kubelet.log')}.`)
}

const roleRef = (name: string) => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name })

/** What the cluster itself needs, and kubeadm would have made: logs and exec, and the admin's own rights. */
const bootstrapRights = [
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'latchkey:kubelet-api' },
    roleRef: roleRef('system:kubelet-api-admin'),
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: kubeletClientName }],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'kubeadm:cluster-admins' },
    roleRef: roleRef('cluster-admin'),
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'kubeadm:cluster-admins' }],
  },
]
