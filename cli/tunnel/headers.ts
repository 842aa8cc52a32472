import { opaqueHtmlHeader, opaqueHtmlType, verifierHeader } from '../../lib/contract/headers.ts'
import type { Headers } from '../kube/transport.ts'

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
const ownNames = /^(?:authorization|host|impersonate-.*|x-remote-.*|x-forwarded-.*|forwarded)$/

/**
 * Request headers as they go to the kube-apiserver. `Connection` may name further headers that end here.
 * A name with `_` counts as one with `-`: some servers read them alike.
 */
export function forwardedRequestHeaders(headers: Headers, port: number): Record<string, string | string[]> {
  const named = connectionNames(headers)
  const kept: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(headers)) {
    const plain = name.toLowerCase().replaceAll('_', '-')
    if (value === undefined || hopByHop.has(plain) || named.has(name) || ownNames.test(plain) || plain === verifierHeader || plain === opaqueHtmlHeader)
      continue
    kept[name] = value
  }
  const { cookie, ...others } = kept
  const cookies = ownCookies([cookie ?? []].flat().join('; '), port)
  return {
    ...others,
    ...(cookies === '' ? {} : { cookie: cookies }),
    'x-forwarded-prefix': '/',
    'x-forwarded-host': `127.0.0.1:${port}`,
    'x-forwarded-proto': 'http',
    [opaqueHtmlHeader]: 'opaque',
  }
}

// Cookies know no ports (RFC 6265 §8.5): the browser sends those of every program on this computer, and the sessions of
// tunnels to other clusters, which are no business of this one.
function ownCookies(header: string, port: number): string {
  return header
    .split(';')
    .map(pair => pair.trim())
    .filter(pair => {
      const named = /^latchkey-[^=]*?(?:-(\d+)\.\d+)?=/.exec(pair)
      return named !== null && [undefined, String(port)].includes(named[1])
    })
    .join('; ')
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
  const value = headers['connection']
  return new Set(
    [value ?? []]
      .flat()
      .join(',')
      .split(',')
      .map(name => name.trim().toLowerCase())
      .filter(Boolean),
  )
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}
