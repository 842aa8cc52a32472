import type { IncomingHttpHeaders } from 'node:http'

const legal = /^(?:\/[A-Za-z0-9._~:@%-]+)*$/

/** A mount without its trailing slash, or null where the value could mean anything but a plain path (it is written into HTML, JS and headers). */
export function parsePrefix(value: string): string | null {
  const trimmed = value.replace(/\/+$/, '')
  if (!legal.test(trimmed)) return null
  return trimmed.split('/').some(segment => segment === '.' || segment === '..' || /%2e|%2f|%5c|%00/i.test(segment)) ? null : trimmed
}

/**
 * Under which path this request was made, '' at the root. First match wins: `X-Forwarded-Prefix` (the tunnel and
 * ingresses set it), `X-Forwarded-Uri` less the request's own path (the kube-apiserver sets it), the configured
 * prefix where the path begins with it, the root. A forged header changes only the forger's own answer, which is
 * never cached.
 */
export function detectPrefix(headers: IncomingHttpHeaders, url: string, configuredPrefix: string): string {
  const forwarded = headers['x-forwarded-prefix']
  if (typeof forwarded === 'string') {
    const prefix = parsePrefix((forwarded.split(',')[0] ?? '').trim())
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
  return parsePrefix(fullDecoded.slice(0, fullDecoded.length - ownDecoded.length))
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
