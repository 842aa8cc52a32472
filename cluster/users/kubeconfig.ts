import { readFile } from 'node:fs/promises'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { writeFileAtomically } from '../cluster-info.ts'

/** How to reach the kube-apiserver and know it. */
export interface ClusterEndpoint {
  readonly server: string
  /** PEM of the authority that signed the serving certificate. */
  readonly certificateAuthorityPem: string
}

/** The `user:` stanza of a kubeconfig, in the kubeconfig's own terms. */
export type KubeconfigUser =
  | { 'client-certificate-data': string; 'client-key-data': string }
  | { token: string }
  | { tokenFile: string }
  | { exec: { apiVersion: 'client.authentication.k8s.io/v1'; command: string; interactiveMode: 'Never'; provideClusterInfo: false } }
  | { 'auth-provider': { name: 'oidc'; config: Record<string, string> } }
  | Record<string, never>

export interface KubeconfigContext {
  readonly name: string
  readonly namespace?: string
}

/** PEM text as the `…-data` fields want it. */
export const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64')

/** Writes a kubeconfig (mode 0600) for one user; the first context is the current one. */
export async function writeKubeconfig(
  path: string,
  endpoint: ClusterEndpoint,
  name: string,
  user: KubeconfigUser,
  contexts: readonly [KubeconfigContext, ...KubeconfigContext[]] = [{ name: `${name}@latchkey` }],
): Promise<void> {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'latchkey', cluster: { server: endpoint.server, 'certificate-authority-data': base64(endpoint.certificateAuthorityPem) } }],
    users: [{ name, user }],
    contexts: contexts.map(context => ({
      name: context.name,
      context: { cluster: 'latchkey', user: name, ...(context.namespace === undefined ? {} : { namespace: context.namespace }) },
    })),
    'current-context': contexts[0].name,
  }
  await writeFileAtomically(path, stringify(config))
}

const adminConfigSchema = z.object({
  clusters: z.tuple([z.object({ cluster: z.object({ server: z.string(), 'certificate-authority-data': z.string() }) })]).rest(z.unknown()),
})

/** Server and authority of a kubeconfig's first cluster. */
export async function readEndpoint(kubeconfigPath: string): Promise<ClusterEndpoint> {
  const { cluster } = adminConfigSchema.parse(parse(await readFile(kubeconfigPath, 'utf8'))).clusters[0]
  return { server: cluster.server, certificateAuthorityPem: Buffer.from(cluster['certificate-authority-data'], 'base64').toString('utf8') }
}
