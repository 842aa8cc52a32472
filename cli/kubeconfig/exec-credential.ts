import { z } from 'zod'
import type { ClusterEntry, ExecEntry } from './schema.ts'

const execExtension = 'client.authentication.k8s.io/exec'

/** What a plugin answers: client.authentication.k8s.io ExecCredential. */
export const execCredentialSchema = z.object({
  kind: z.string(),
  apiVersion: z.string(),
  status: z
    .object({
      expirationTimestamp: z.string().nullish(),
      token: z.string().nullish(),
      clientCertificateData: z.string().nullish(),
      clientKeyData: z.string().nullish(),
    })
    .nullish(),
})

/** The value of KUBERNETES_EXEC_INFO: what a plugin may know about this run and, when it asks for it, about the cluster. */
export function execInfo(exec: ExecEntry, cluster: ClusterEntry, caPem: string | null, interactive: boolean): string {
  const config = cluster.extensions.find(extension => extension.name === execExtension)?.extension
  const info = {
    server: cluster.server,
    'tls-server-name': cluster['tls-server-name'],
    'insecure-skip-tls-verify': cluster['insecure-skip-tls-verify'] || undefined,
    'certificate-authority-data': caPem === null ? undefined : Buffer.from(caPem).toString('base64'),
    'proxy-url': cluster['proxy-url'],
    'disable-compression': cluster['disable-compression'] || undefined,
    config: config ?? null,
  }
  return JSON.stringify({
    kind: 'ExecCredential',
    apiVersion: exec.apiVersion,
    spec: { ...(exec.provideClusterInfo ? { cluster: info } : {}), interactive },
  })
}
