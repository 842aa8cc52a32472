import { opaqueHtmlHeader, opaqueHtmlType, tunnelHeader, verifierHeader } from '../../lib/contract/headers.ts'
import type { Headers } from '../kube/transport.ts'
import { ownCookies } from './own-cookies.ts'
import { tunnelHosts } from './same-origin.ts'

/** RFC 9110 §7.6.1, and what only makes sense between two neighbours. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
])

/** Never taken over from a page: they would speak to the kube-apiserver, or for the tunnel. */
const ownNames = /^(?:authorization|host|impersonate-.*|x-remote-.*|x-forwarded-.*|forwarded|sec-websocket-.*|sec-latchkey-.*)$/

/** Begins a WebSocket protocol that the kube-apiserver takes for a bearer token (k8s.io/apiserver, request/websocket/protocol.go). */
const bearerProtocol = 'base64url.bearer.authorization.k8s.io'

/** How a browser reaches a tunnel: its port, the mount (`/<secret>`, '' for the root), and `name=value` pairs of its jar. */
export type Reached = { port: number; mount: string; sessionCookies: readonly string[] }

/**
 * Request headers as they go to the kube-apiserver. `Connection` may name further headers that end here.
 * A name with `_` counts as one with `-`: some servers read them alike.
 */
export function forwardedRequestHeaders(headers: Headers, { port, mount, sessionCookies }: Reached): Record<string, string | string[]> {
  const named = connectionNames(headers)
  const kept: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(headers)) {
    const plain = name.toLowerCase().replaceAll('_', '-')
    if (value === undefined || hopByHop.has(plain) || named.has(name) || ownNames.test(plain) || plain === verifierHeader || plain === opaqueHtmlHeader)
      continue
    kept[name] = value
  }
  const { cookie, ...others } = kept
  const cookies = [...ownCookies([cookie ?? []].flat().join('; '), port), ...sessionCookies]
  // Latchkey compares it with the Origin of the page, so it is the name that this browser uses.
  const host = String(headers['host']).toLowerCase()
  return {
    ...others,
    ...(cookies.length === 0 ? {} : { cookie: cookies.join('; ') }),
    ...ownHeaders(mount, tunnelHosts(port).includes(host) ? host : `127.0.0.1:${port}`),
    [opaqueHtmlHeader]: 'opaque',
  }
}

/** What the tunnel says of itself and of its address as the browser has it. */
export function ownHeaders(mount: string, host: string): Record<string, string> {
  return { 'x-forwarded-prefix': mount || '/', 'x-forwarded-host': host, 'x-forwarded-proto': 'http', [tunnelHeader]: '1' }
}

/**
 * Headers of a WebSocket handshake as they go to the kube-apiserver: those of a request, and of its own kind what RFC 6455
 * §11.3 lets a client send. A protocol that would be a credential for the kube-apiserver is left out, as Authorization is.
 */
export function forwardedUpgradeHeaders(headers: Headers, reached: Reached): Record<string, string | string[]> {
  // A handshake has no body to be the length of.
  const { 'content-length': _length, ...kept } = forwardedRequestHeaders(headers, reached)
  for (const name of ['sec-websocket-key', 'sec-websocket-version', 'sec-websocket-extensions']) {
    const value = headers[name]
    if (value !== undefined) kept[name] = value
  }
  const protocols = list(headers['sec-websocket-protocol']).filter(name => !name.toLowerCase().startsWith(bearerProtocol))
  if (protocols.length > 0) kept['sec-websocket-protocol'] = protocols.join(', ')
  return kept
}

/** Response headers as they go to the browser: HTML under its real name again, addresses without the service's path. */
export function returnedResponseHeaders(headers: Headers, prefix: string): Record<string, string | string[]> {
  const named = connectionNames(headers)
  const kept: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || hopByHop.has(name) || named.has(name)) continue
    kept[name] = value
  }
  const type = one(kept['content-type'])
  if (type?.split(';', 1)[0]?.trim() === opaqueHtmlType) kept['content-type'] = 'text/html; charset=utf-8'
  const location = one(kept['location'])
  if (location !== undefined) kept['location'] = withoutPrefix(location, prefix)
  const caching = kept['cache-control']
  // The kube-apiserver puts its own line before that of the service.
  if (Array.isArray(caching) && caching.length > 1) kept['cache-control'] = caching.slice(-1)
  return kept
}

function withoutPrefix(location: string, prefix: string): string {
  if (location === prefix) return '/'
  // One slash only: two would name another host.
  return location.startsWith(`${prefix}/`) ? location.slice(prefix.length).replace(/^\/+/, '/') : location
}

function connectionNames(headers: Headers): Set<string> {
  return new Set(list(headers['connection']).map(name => name.toLowerCase()))
}

function list(value: string | string[] | undefined): string[] {
  return [value ?? []]
    .flat()
    .join(',')
    .split(',')
    .map(name => name.trim())
    .filter(Boolean)
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}
