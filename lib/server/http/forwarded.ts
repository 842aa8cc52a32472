import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { tunnelHeader } from '#contract/headers.ts'

/** How the browser reaches this server, as far as a request tells. */
export type ForwardedOrigin = {
  host: string
  /** Null where nobody on the way says: the kube-apiserver serves https, `kubectl proxy` in front of it http. */
  scheme: 'http' | 'https' | null
  /** False behind the service proxy without a tunnel: `kubectl proxy` has replaced Host by the kube-apiserver's. */
  isHostKnown: boolean
}

/**
 * Whether the browser talks to the kube-apiserver itself (or to `kubectl proxy`): the service proxy tells of itself, and the
 * tunnel, which alone may stand before it, does too. Whatever else such a request claims of its way a page may have made up.
 */
export function isThroughServiceProxyAlone(headers: IncomingHttpHeaders): boolean {
  return headers['x-forwarded-uri'] !== undefined && headers[tunnelHeader] === undefined
}

/** The first values of X-Forwarded-Host and -Proto (the tunnel and ingresses set them), else Host and what came over our own plain HTTP. */
export function forwardedOrigin(request: IncomingMessage): ForwardedOrigin {
  if (isThroughServiceProxyAlone(request.headers)) return { host: request.headers.host ?? '', scheme: null, isHostKnown: false }
  const host = first(request.headers['x-forwarded-host'])
  const proto = first(request.headers['x-forwarded-proto']).toLowerCase()
  const scheme = proto === 'https' || proto === 'http' ? proto : null
  if (host !== '') return { host, scheme, isHostKnown: true }
  // The service proxy tells of itself on requests, and on upgrades not at all.
  const isDirect = request.headers['x-forwarded-uri'] === undefined && request.headers.upgrade === undefined
  return { host: request.headers.host ?? '', scheme: scheme ?? (isDirect ? 'http' : null), isHostKnown: isDirect }
}

/** Port that the browser talks to (the kube-apiserver's own behind the service proxy), 0 where the host makes no sense. */
export function forwardedPort(request: IncomingMessage): number {
  const { host, scheme } = forwardedOrigin(request)
  const port = /^(?:\[[0-9a-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?$/i.exec(host)
  if (!port) return 0
  return port[1] === undefined ? (scheme === 'https' ? 443 : 80) : Number(port[1])
}

function first(value: string | string[] | undefined): string {
  const whole = Array.isArray(value) ? value[0] : value
  return (whole ?? '').split(',', 1)[0]?.trim() ?? ''
}
