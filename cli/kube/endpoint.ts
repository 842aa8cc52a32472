import { getCACertificates } from 'node:tls'
import { buildConnector, type Dispatcher, Pool } from 'undici'
import type { TlsSettings } from '../kubeconfig/connection.ts'
import type { ClientCertificate } from '../kubeconfig/credential.ts'
import type { ProxyAddress } from '../kubeconfig/proxy.ts'
import { throughHttpProxy, throughSocks } from './proxied.ts'

// A stream that is silent for hours has to notice that its other end is gone. Ten probes a second apart follow (libuv), so
// that is known within half a minute.
const keepAlive = { keepAlive: true, keepAliveInitialDelay: 15_000 }

/** A server to talk to, and the way there. `origin` as `https://host:port`. */
export type Endpoint = { origin: string; tls: TlsSettings; proxy: ProxyAddress | null }

/** Connections to one origin, without limits in time but for dialling. */
export function createDispatcher({ origin, tls, proxy }: Endpoint, certificate: ClientCertificate | null): Dispatcher {
  const serverName = tls.serverName ? { servername: tls.serverName } : {}
  // To read what the machine trusts takes a while.
  const usesTls = origin.startsWith('https:') || proxy?.url.protocol === 'https:'
  const tlsOptions = { ...(usesTls ? trust(tls) : {}), ...(certificate ? { cert: certificate.certificate, key: certificate.key } : {}), ...serverName }
  const limits = { allowH2: false, headersTimeout: 0, bodyTimeout: 0, maxHeaderSize: 131_072 }
  const connector = buildConnector({ ...tlsOptions, ...keepAlive, allowH2: false, timeout: 10_000 })
  const connect: buildConnector.connector = (options, callback) => connector({ ...options, ...serverName }, callback)
  if (proxy === null) return new Pool(origin, { connect, ...limits })
  if (proxy.url.protocol.startsWith('socks5')) return throughSocks(origin, proxy, connect, limits)
  return throughHttpProxy(proxy, tlsOptions, keepAlive, limits)
}

// Whether a certificate is checked is always said: else NODE_TLS_REJECT_UNAUTHORIZED, meant for another program, decides.
function trust({ ca, insecure }: TlsSettings): { ca?: string | string[]; rejectUnauthorized: boolean; allowPartialTrustChain?: boolean } {
  if (insecure) return { rejectUnauthorized: false }
  // Go takes every certificate of the bundle as an anchor: an intermediate authority, or the server's own.
  if (ca !== null) return { ca, rejectUnauthorized: true, allowPartialTrustChain: true }
  // Go trusts what the machine trusts.
  return { ca: [...getCACertificates('default'), ...getCACertificates('system')], rejectUnauthorized: true }
}
