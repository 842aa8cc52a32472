import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Connection } from './connection.ts'
import { readPem } from './pem.ts'
import { environmentProxy } from './proxy.ts'
import type { KubeconfigFlags } from './select.ts'
import { createTokenFileSource } from './token-file.ts'

const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount'

/** The pod's own ServiceAccount, where there is no kubeconfig at all (client-go InClusterConfig). Null outside of a pod. */
export function inClusterConnection(
  flags: KubeconfigFlags,
  env: Readonly<Record<string, string | undefined>>,
  folder: string = serviceAccountFolder,
): Connection | null {
  const host = env['KUBERNETES_SERVICE_HOST']
  const port = env['KUBERNETES_SERVICE_PORT']
  const tokenFile = join(folder, 'token')
  if (!host || !port || !existsSync(tokenFile)) return null
  const caFile = join(folder, 'ca.crt')
  const namespaceFile = join(folder, 'namespace')
  const origin = `https://${host.includes(':') ? `[${host}]` : host}:${port}`
  const impersonation = flags.as ? { name: flags.as, uid: '', groups: flags.asGroups ?? [], extra: {} } : null
  return {
    server: { origin, basePath: '', isTls: true },
    tls: {
      ca: readPem(undefined, existsSync(caFile) ? caFile : undefined, "certificate authority of the pod's ServiceAccount"),
      serverName: null,
      insecure: false,
    },
    proxy: environmentProxy(origin, env),
    credentials: createTokenFileSource(tokenFile, undefined),
    impersonation,
    namespace: flags.namespace || env['POD_NAMESPACE'] || (existsSync(namespaceFile) ? readFileSync(namespaceFile, 'utf8').trim() : '') || 'default',
    contextName: '',
    knownNamespaces: [],
    fingerprint: [origin, tokenFile, impersonation],
  }
}
