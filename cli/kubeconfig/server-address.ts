import { kubeconfigError } from './kubeconfig-error.ts'

/** Where the kube-apiserver is: `origin` as `https://host:port`; `basePath` is '' or '/a/b', for servers behind a path. */
export type ServerAddress = { origin: string; basePath: string; isTls: boolean }

/** client-go's DefaultServerURL. Without a scheme it is http, whatever TLS settings stand beside it: kubectl does not look at them here. */
export function parseServer(server: string, clusterName: string): ServerAddress {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(server) ? server : `http://${server}`
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '' || url.username !== '') {
    throw kubeconfigError(`The server "${server}" of cluster "${clusterName}" is not an http(s) address.`, 'Write it as https://HOST:PORT.')
  }
  return { origin: url.origin, basePath: url.pathname.replace(/\/+$/, ''), isTls: url.protocol === 'https:' }
}
