import type { IncomingHttpHeaders } from 'node:http'
import { parseMountPath } from '#domain/mount-path.ts'
import { isThroughServiceProxyAlone } from '#server/http/forwarded.ts'

/**
 * Under which path this request was made, '' at the root. First match wins: `X-Forwarded-Prefix` (the tunnel and
 * ingresses set it; behind the service proxy nobody else may), `X-Forwarded-Uri` less the request's own path (the
 * kube-apiserver sets it), the configured prefix where the path begins with it, the root. A forged header changes only
 * the forger's own answer, which is never cached.
 */
export function detectPrefix(headers: IncomingHttpHeaders, url: string, configuredPrefix: string): string {
  const forwarded = headers['x-forwarded-prefix']
  if (typeof forwarded === 'string' && !isThroughServiceProxyAlone(headers)) {
    const prefix = parseMountPath((forwarded.split(',')[0] ?? '').trim())
    if (prefix !== null) return prefix
  }
  const forwardedUri = headers['x-forwarded-uri']
  if (typeof forwardedUri === 'string') {
    const prefix = prefixBefore(pathnameOf(forwardedUri), pathnameOf(url))
    if (prefix !== null) return prefix
  }
  return configuredPrefix && isUnder(url, configuredPrefix) ? configuredPrefix : ''
}

/** The path inside the mount, always absolute. */
export function stripPrefix(url: string, prefix: string): string {
  const rest = prefix && isUnder(url, prefix) ? url.slice(prefix.length) : url
  return rest.startsWith('/') ? rest : `/${rest}`
}

export function isUnder(url: string, prefix: string): boolean {
  return url === prefix || url.startsWith(`${prefix}/`) || url.startsWith(`${prefix}?`)
}

function prefixBefore(full: string, own: string): string | null {
  const fullDecoded = decodeOrNull(full)
  const ownDecoded = decodeOrNull(own)
  if (fullDecoded === null || ownDecoded === null || !fullDecoded.endsWith(ownDecoded)) return null
  const prefix = fullDecoded.slice(0, fullDecoded.length - ownDecoded.length)
  // The kube-apiserver has cleaned the path: what dot segments left is a place that does not serve us.
  return /\/(?:services|pods)\/[^/]+\/proxy$/.test(prefix) ? parseMountPath(prefix) : null
}

function decodeOrNull(path: string): string | null {
  try {
    return decodeURI(path)
  } catch {
    return null
  }
}

function pathnameOf(url: string): string {
  return url.split('?', 1)[0] ?? ''
}
