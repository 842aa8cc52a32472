import type { IncomingMessage } from 'node:http'

type Named = Pick<IncomingMessage, 'headers'>

/** The names under which a browser on this computer may know the tunnel. */
export function tunnelHosts(port: number): string[] {
  return ['127.0.0.1', 'localhost', '[::1]'].map(host => `${host}:${port}`)
}

/**
 * Why a request is not from the tunnel's own page, or null when it may be. The exact Host stops DNS rebinding; the exact
 * Origin and Fetch Metadata (https://www.w3.org/TR/fetch-metadata) stop pages of other sites and of other local ports.
 */
export function refuseForeign({ headers }: Named, port: number): string | null {
  const { host, origin, 'sec-fetch-site': site, 'sec-fetch-dest': destination } = headers
  const hosts = tunnelHosts(port)
  if (host === undefined || !hosts.includes(host.toLowerCase())) return 'the Host is not that of this tunnel'
  if (origin !== undefined && !hosts.some(name => origin.toLowerCase() === `http://${name}`)) return 'the Origin is not that of this tunnel'
  // A page of another local port is of the same site, so that the browser sends cookies with what it loads. It may lead here.
  if (['cross-site', 'same-site'].includes(String(site)) && destination !== 'document') return 'a page of another site or port asks for it'
  return null
}

/** The same of a WebSocket handshake, which every page may send to everywhere, but never without its Origin (RFC 6455 §10.2). */
export function refuseForeignUpgrade(request: Named, port: number): string | null {
  return refuseForeign(request, port) ?? (request.headers.origin === undefined ? 'it has no Origin, which every browser sends with a WebSocket' : null)
}
