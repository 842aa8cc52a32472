import { createSecureContext, getCACertificates } from 'node:tls'
import { buildConnector, type Dispatcher, Pool, ProxyAgent } from 'undici'
import type { Connection } from '../kubeconfig/connection.ts'
import type { ClientCertificate } from '../kubeconfig/credential.ts'
import { kubeconfigError } from '../kubeconfig/kubeconfig-error.ts'

export type DispatcherHolder = {
  /** Connections that present this client certificate. None starts on those of the certificate before. */
  for(certificate: ClientCertificate | null): Dispatcher
  /** Ends every connection, with what is under way on it; the next request dials anew. */
  reset(): void
  close(): Promise<void>
}

/** Connections to one kube-apiserver, HTTP/1.1, without limits in time: watches and pages stream for hours. */
export function createDispatcherHolder(connection: Connection): DispatcherHolder {
  let current: { certificate: ClientCertificate | null; dispatcher: Dispatcher } | null = null
  const open = new Set<Dispatcher>()
  const destroyAll = async () => {
    current = null
    const ending = [...open]
    open.clear()
    await Promise.all(ending.map(dispatcher => dispatcher.destroy()))
  }
  return {
    for(certificate) {
      if (current && sameCertificate(current.certificate, certificate)) return current.dispatcher
      const before = current?.dispatcher
      // Requests under way end by themselves; none starts on the old certificate.
      before?.close().then(
        () => open.delete(before),
        () => {},
      )
      current = { certificate, dispatcher: createDispatcher(connection, certificate) }
      open.add(current.dispatcher)
      return current.dispatcher
    },
    reset: () => void destroyAll(),
    close: destroyAll,
  }
}

function sameCertificate(one: ClientCertificate | null, other: ClientCertificate | null): boolean {
  return one?.certificate === other?.certificate && one?.key === other?.key
}

// A stream that is silent for hours has to notice that its other end is gone. Ten probes a second apart follow (libuv), so
// that is known within half a minute.
const keepAlive = { keepAlive: true, keepAliveInitialDelay: 15_000 }

function createDispatcher(connection: Connection, certificate: ClientCertificate | null): Dispatcher {
  const { server, tls, proxyUrl } = connection
  const tlsOptions = server.isTls ? { ...trust(connection), ...identity(connection, certificate) } : {}
  const limits = { allowH2: false, headersTimeout: 0, bodyTimeout: 0, maxHeaderSize: 131_072 }
  if (proxyUrl !== null) {
    const requestTls = { ...tlsOptions, ...keepAlive, ...(tls.serverName ? { servername: tls.serverName } : {}) }
    return new ProxyAgent({ uri: proxyUrl, requestTls, proxyTls: keepAlive, ...limits })
  }
  const connector = buildConnector({ ...tlsOptions, ...keepAlive, allowH2: false, timeout: 10_000 })
  const connect: buildConnector.connector = (options, callback) => connector(tls.serverName ? { ...options, servername: tls.serverName } : options, callback)
  return new Pool(server.origin, { connect, ...limits })
}

function trust({ tls }: Connection): { ca?: string | string[]; rejectUnauthorized?: boolean } {
  if (tls.insecure) return { rejectUnauthorized: false }
  if (tls.ca !== null) return { ca: tls.ca }
  // Go trusts what the machine trusts.
  return { ca: [...getCACertificates('default'), ...getCACertificates('system')] }
}

function identity(connection: Connection, certificate: ClientCertificate | null): { cert?: string; key?: string } {
  const where = connection.contextName === '' ? 'this cluster' : `context "${connection.contextName}"`
  try {
    createSecureContext({ ...(connection.tls.ca === null ? {} : { ca: connection.tls.ca }) })
  } catch (thrown) {
    throw kubeconfigError(`The certificate authority of ${where} cannot be used (${reasonOf(thrown)}).`, 'It must be PEM.', thrown)
  }
  if (certificate === null) return {}
  const pair = { cert: certificate.certificate, key: certificate.key }
  try {
    createSecureContext(pair)
  } catch (thrown) {
    throw kubeconfigError(
      `The client certificate and key of ${where} cannot be used (${reasonOf(thrown)}).`,
      'They must be PEM, belong together, and the key must not be encrypted.',
      thrown,
    )
  }
  return pair
}

function reasonOf(thrown: unknown): string {
  return (thrown as NodeJS.ErrnoException).code ?? 'unknown reason'
}
