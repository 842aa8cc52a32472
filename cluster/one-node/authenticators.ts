import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClusterInfo } from '../cluster-info.ts'
import { writeKubeconfig } from '../users/kubeconfig.ts'
import type { NodePaths } from './node-paths.ts'
import type { NodePorts } from './ports.ts'

/** Where the kube-apiserver reads which further authenticators there are. */
export function authenticatorPaths(paths: NodePaths): { authenticationConfig: string; webhookConfig: string } {
  return { authenticationConfig: join(paths.config, 'authentication.json'), webhookConfig: join(paths.config, 'token-webhook.kubeconfig') }
}

/**
 * No issuer of OIDC tokens yet, and a token webhook that nobody serves yet: the kube-apiserver reads the first file again
 * whenever it changes (KEP-3331), and a webhook that refuses the connection is as good as none.
 */
export async function writeAuthenticators(paths: NodePaths, ports: NodePorts): Promise<void> {
  const { authenticationConfig, webhookConfig } = authenticatorPaths(paths)
  await writeFile(authenticationConfig, JSON.stringify({ apiVersion: 'apiserver.config.k8s.io/v1', kind: 'AuthenticationConfiguration', jwt: [] }))
  const certificateAuthorityPem = await readFile(join(paths.keys, 'ca.crt'), 'utf8')
  await writeKubeconfig(webhookConfig, { server: `https://127.0.0.1:${ports.tokenWebhook}/`, certificateAuthorityPem }, 'kube-apiserver', {})
}

/** The same for whoever serves them: cluster-info.ts says what each is. */
export function authenticators(paths: NodePaths, ports: NodePorts): NonNullable<ClusterInfo['authenticators']> {
  const key = (name: string) => join(paths.keys, name)
  return {
    authenticationConfig: authenticatorPaths(paths).authenticationConfig,
    tokenWebhook: { port: ports.tokenWebhook, certificate: key('token-webhook.crt'), key: key('token-webhook.key') },
  }
}
