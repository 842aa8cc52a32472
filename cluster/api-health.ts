import { request } from 'node:https'
import { z } from 'zod'
import { type ClusterEndpoint, readEndpoint } from './users/kubeconfig.ts'

/** Whether the kube-apiserver says that it is ready; false also when nobody answers. */
export async function isApiReady(endpoint: ClusterEndpoint): Promise<boolean> {
  return (await get(endpoint, '/readyz')) === 'ok'
}

/** The same, for the cluster of a kubeconfig; false also when the file is gone or unreadable. */
export async function isReachable(kubeconfigPath: string): Promise<boolean> {
  const endpoint = await readEndpoint(kubeconfigPath).catch(() => undefined)
  return endpoint !== undefined && isApiReady(endpoint)
}

const versionSchema = z.object({ gitVersion: z.string() })

/** gitVersion of the kube-apiserver, such as v1.36.3; undefined when it does not answer. */
export async function apiVersion(endpoint: ClusterEndpoint): Promise<string | undefined> {
  const text = await get(endpoint, '/version')
  return text === undefined ? undefined : versionSchema.parse(JSON.parse(text)).gitVersion
}

/** Both paths are open to everyone (system:public-info-viewer), so no credential is sent. */
function get({ server, certificateAuthorityPem }: ClusterEndpoint, path: string): Promise<string | undefined> {
  return new Promise(resolve => {
    const call = request(new URL(path, server), { ca: certificateAuthorityPem, timeout: 3000, agent: false }, response => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => resolve(response.statusCode === 200 ? text : undefined))
      response.on('error', () => resolve(undefined))
    })
    call.on('timeout', () => call.destroy())
    call.on('error', () => resolve(undefined))
    call.end()
  })
}
