import { hash } from 'node:crypto'

/**
 * What cookies of ours are named after, since cookies know neither ports nor each other's paths (RFC 6265 §8.5): the
 * cluster, the port that the browser talks to, and the mount. `-` and eight hex digits name a mount other than the root.
 */
export function cookieScope(clusterId: string, port: number, tag: string): string {
  return `${clusterId.slice(0, 8)}-${port}${tag === rootTag ? '' : `-${tag}`}`
}

/** Tag of the root mount. */
export const rootTag = '0'

/** Eight hex digits that name a mount, `0` for the root. */
export function mountTag(prefix: string): string {
  return prefix === '' ? rootTag : hash('sha256', prefix, 'hex').slice(0, 8)
}

export function isMountTag(text: string): boolean {
  return text === rootTag || /^[0-9a-f]{8}$/.test(text)
}
