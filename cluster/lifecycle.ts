import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type ClusterInfo, readClusterInfo, removeClusterInfo, writeClusterInfo } from './cluster-info.ts'
import { createKubectl } from './kubectl.ts'
import { createProvider, possibleProvider, readMachineFacts, requireProvider } from './provider.ts'
import { withStateLock } from './state-lock.ts'
import { clusterStateDir } from './state-paths.ts'
import { createDemoUsers, renewDemoUsers } from './users/demo-users.ts'
import { readEndpoint } from './users/kubeconfig.ts'

/**
 * Gives a running cluster with the demo users: the one that runs, unless it is unhealthy, of another version, or `fresh`
 * is asked for. Whatever a killed run left is removed first.
 */
export async function clusterUp({ fresh = false } = {}): Promise<ClusterInfo> {
  const state = clusterStateDir()
  return withStateLock(state, async () => {
    const recorded = await readClusterInfo()
    const users = join(state, 'users')
    const kubectlOf = (info: ClusterInfo) => createKubectl(info.kubectl ?? 'kubectl', info.kubeconfigs.admin)
    if (!fresh && recorded !== undefined && (await createProvider(recorded.provider).isHealthy(recorded))) {
      await renewDemoUsers(kubectlOf(recorded), await readEndpoint(recorded.kubeconfigs.admin), users)
      return recorded
    }
    const provider = createProvider(requireProvider(await readMachineFacts()))
    await removeClusterInfo()
    if (recorded !== undefined && recorded.provider !== provider.name) await createProvider(recorded.provider).remove()
    await provider.remove()
    const info = await provider.create()
    await createDemoUsers(kubectlOf(info), await readEndpoint(info.kubeconfigs.admin), users)
    await writeClusterInfo(info)
    return info
  })
}

/** Stops the cluster and removes everything it made, the users' kubeconfigs too, but its logs. */
export async function clusterDown(): Promise<void> {
  await withStateLock(clusterStateDir(), async () => {
    const recorded = await readClusterInfo()
    // Unrecorded, there may still be what a killed `up` left, but only where an `up` could have begun.
    const name = recorded?.provider ?? possibleProvider(await readMachineFacts())
    if (name !== undefined) await createProvider(name).remove()
    await removeClusterInfo()
    await rm(join(clusterStateDir(), 'users'), { recursive: true, force: true })
  })
}

/** The cluster that runs and answers; undefined when none does. */
export async function clusterStatus(): Promise<ClusterInfo | undefined> {
  const recorded = await readClusterInfo()
  return recorded !== undefined && (await createProvider(recorded.provider).isHealthy(recorded)) ? recorded : undefined
}
