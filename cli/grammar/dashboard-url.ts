import { InvalidArgumentError } from 'commander'

/**
 * The address of Latchkey behind an ingress: `https://host[:port][/prefix]`, given back without a slash at its end.
 * Plain http only where it never leaves this computer: a sign-in travels in it.
 */
export function parseDashboardUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !['https:', 'http:'].includes(url.protocol))
    throw new InvalidArgumentError('It must be an address such as https://latchkey.example.com/prefix.')
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw new InvalidArgumentError('It must begin with https: a sign-in must not cross a network in clear text.')
  if (url.username !== '' || url.password !== '') throw new InvalidArgumentError('It must hold no user name and no password.')
  if (/[?#]/.test(text)) throw new InvalidArgumentError('It must hold no query and no fragment: give the address that the ingress serves Latchkey at.')
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '')
}

/** What RFC 6761 §6.3, RFC 1122 §3.2.1.3 and RFC 4291 §2.5.3 keep on this computer; `hostname` as the URL parser writes it. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || /^127(?:\.\d+){3}$/.test(hostname) || hostname === '[::1]'
}
