/** `latchkey-<what>-<cluster>-<port>`, with `.<n>` where a cookie is cut in pieces. No mount: the tunnel's is the root. */
const scoped = /^latchkey-(?:[a-z]+-)*[0-9a-f]{8}-(\d+)(?:\.\d+)?$/

/**
 * Of a Cookie header what is this tunnel's. Cookies know no ports (RFC 6265 §8.5): the browser sends those of every program
 * on this computer, and the sessions of tunnels to other clusters, which are no business of this one.
 */
export function ownCookies(header: string, port: number): string {
  return header
    .split(';')
    .map(pair => pair.trim())
    .filter(pair => {
      const name = pair.split('=', 1)[0] ?? ''
      return pair.includes('=') && (name === 'latchkey-theme' || scoped.exec(name)?.[1] === String(port))
    })
    .join('; ')
}
