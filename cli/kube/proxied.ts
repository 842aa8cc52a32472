import type { Socket } from 'node:net'
import { SocksClient } from 'socks'
import { type buildConnector, type Dispatcher, Pool, ProxyAgent } from 'undici'
import { describeProxy, type ProxyAddress } from '../kubeconfig/proxy.ts'

type TlsOptions = buildConnector.BuildOptions
type Limits = Omit<Pool.Options, 'connect'>

const connectTimeoutMs = 10_000

/**
 * Connections to one origin through an HTTP(S) proxy. As Go's http.Transport does, the TLS to the proxy itself is that to the
 * server: the same authorities, name and client certificate.
 */
export function throughHttpProxy({ url }: ProxyAddress, tls: TlsOptions, keepAlive: TlsOptions, limits: Limits): Dispatcher {
  return new ProxyAgent({ uri: url.href, requestTls: { ...tls, ...keepAlive }, proxyTls: { ...tls, ...keepAlive }, ...limits })
}

/** Connections to one origin through a SOCKS5 proxy, which looks names up itself. `secure` adds TLS to a socket. */
export function throughSocks(origin: string, proxy: ProxyAddress, secure: buildConnector.connector, limits: Limits): Dispatcher {
  const connect: buildConnector.connector = (options, callback) => {
    dialSocks(proxy, options.hostname, Number(options.port) || (options.protocol === 'https:' ? 443 : 80)).then(
      socket => (options.protocol === 'https:' ? secure({ ...options, httpSocket: socket }, callback) : callback(null, socket)),
      error => callback(error, null),
    )
  }
  return new Pool(origin, { connect, ...limits })
}

async function dialSocks(proxy: ProxyAddress, hostname: string, port: number): Promise<Socket> {
  const { url } = proxy
  const credential = url.username === '' ? {} : { userId: decodeURIComponent(url.username), password: decodeURIComponent(url.password) }
  try {
    const { socket } = await SocksClient.createConnection({
      command: 'connect',
      proxy: { host: bare(url.hostname), port: Number(url.port) || 1080, type: 5, ...credential },
      destination: { host: bare(hostname), port },
      timeout: connectTimeoutMs,
      set_tcp_nodelay: true,
    })
    return socket.setKeepAlive(true, 15_000)
  } catch (thrown) {
    // Its messages name no address and no credential.
    throw Object.assign(new Error(`${describeProxy(proxy)}: ${(thrown as Error).message}`), { code: 'ERR_SOCKS' })
  }
}

function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1')
}
