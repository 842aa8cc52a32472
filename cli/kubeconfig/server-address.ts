import { kubeconfigError } from './kubeconfig-error.ts'
import type { ClusterEntry } from './schema.ts'

/** Where the kube-apiserver is: `origin` as `https://host:port`; `basePath` is '' or '/a/b', for servers behind a path. */
export type ServerAddress = { origin: string; basePath: string; isTls: boolean }

/** client-go's DefaultServerURL: without a scheme it is https where TLS settings stand beside it, else http. */
export function parseServer(server: string, cluster: ClusterEntry, clusterName: string): ServerAddress {
  const hasTls =
    cluster['certificate-authority'] !== undefined || cluster['certificate-authority-data'] !== undefined || cluster['insecure-skip-tls-verify'] === true
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(server) ? server : `${hasTls ? 'https' : 'http'}://${server}`
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '' || url.username !== '') {
    throw kubeconfigError(`The server "${server}" of cluster "${clusterName}" is not an http(s) address.`, 'Write it as https://HOST:PORT.')
  }
  return { origin: url.origin, basePath: url.pathname.replace(/\/+$/, ''), isTls: url.protocol === 'https:' }
}
