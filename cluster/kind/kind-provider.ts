import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { apiVersion, isReachable } from '../api-health.ts'
import { auditPolicy } from '../audit-policy.ts'
import { ClusterError } from '../cluster-error.ts'
import type { ClusterInfo } from '../cluster-info.ts'
import type { ClusterProvider } from '../cluster-provider.ts'
import { progress } from '../progress.ts'
import { runCommand, tryCommand } from '../run-command.ts'
import { clusterStateDir } from '../state-paths.ts'
import { userKubeconfigPaths } from '../users/demo-users.ts'
import { readEndpoint } from '../users/kubeconfig.ts'
import { kindConfig } from './kind-config.ts'

/** Name of the kind cluster; kind prefixes it to the node's. */
const clusterName = 'latchkey'
const nodeName = `${clusterName}-control-plane`

/** A cluster in Docker, made by kind, of the Kubernetes version that the installed kind brings. */
export function createKindProvider(): ClusterProvider {
  const state = clusterStateDir()
  const kubeconfigs = userKubeconfigPaths(join(state, 'users'))
  return {
    name: 'kind',
    create: () => createCluster(state, kubeconfigs),
    isHealthy: async info => (await kindClusters()).includes(clusterName) && isReachable(info.kubeconfigs.admin),
    remove: async () => {
      if ((await kindClusters()).includes(clusterName)) {
        await runCommand('kind', ['delete', 'cluster', '--name', clusterName, '--kubeconfig', kubeconfigs.admin])
      }
      await rm(join(state, 'kind'), { recursive: true, force: true })
    },
    importImage: async archive => {
      await runCommand('kind', ['load', 'image-archive', archive, '--name', clusterName])
    },
  }
}

async function createCluster(state: string, kubeconfigs: ClusterInfo['kubeconfigs']): Promise<ClusterInfo> {
  const kubectl = (await tryCommand('sh', ['-c', 'command -v kubectl'])).stdout.trim()
  if (kubectl === '') throw new ClusterError('kind and Docker are here, but there is no kubectl on PATH. Install it and run the same command again.')
  const folders = { policyDir: join(state, 'kind', 'audit-policy'), logDir: join(state, 'logs') }
  await rm(folders.logDir, { recursive: true, force: true })
  for (const dir of [folders.policyDir, folders.logDir, join(state, 'users')]) await mkdir(dir, { recursive: true, mode: 0o700 })
  await writeFile(join(folders.policyDir, 'audit-policy.json'), JSON.stringify(auditPolicy))
  const config = join(state, 'kind', 'cluster.yaml')
  await writeFile(config, kindConfig(folders))
  progress('Starting a kind cluster…')
  await runCommand('kind', ['create', 'cluster', '--name', clusterName, '--config', config, '--kubeconfig', kubeconfigs.admin, '--wait', '180s'], {
    showProgress: true,
  })
  await chmod(kubeconfigs.admin, 0o600)
  const endpoint = await readEndpoint(kubeconfigs.admin)
  const version = await apiVersion(endpoint)
  if (version === undefined) throw new ClusterError(`kind made the cluster, but ${endpoint.server} does not answer. See \`docker logs ${nodeName}\`.`)
  return { provider: 'kind', server: endpoint.server, version, node: nodeName, kubeconfigs, auditLog: join(folders.logDir, 'audit.log'), kubectl }
}

/** None also where Docker has stopped answering. */
async function kindClusters(): Promise<string[]> {
  return (await tryCommand('kind', ['get', 'clusters'])).stdout.split('\n').map(line => line.trim())
}
