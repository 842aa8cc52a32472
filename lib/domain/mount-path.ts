const legal = /^(?:\/[A-Za-z0-9._~:@%-]+)*$/

/**
 * A mount (the path under which a host serves Latchkey) without its trailing slash, '' for the root; null where the value
 * could mean anything but a plain path: it is written into HTML, scripts and headers as it stands.
 */
export function parseMountPath(value: string): string | null {
  const trimmed = value.replace(/\/+$/, '')
  if (trimmed.length > 1_024 || !legal.test(trimmed)) return null
  return trimmed.split('/').some(segment => segment === '.' || segment === '..' || isUnclear(segment)) ? null : trimmed
}

// Whatever a proxy on the way, or a browser, could decode into another path.
function isUnclear(segment: string): boolean {
  return /%(?![0-9a-f]{2})|%2e|%2f|%5c|%25|%0[0-9a-f]|%1[0-9a-f]|%7f/i.test(segment)
}
