/** `latchkey-namespaces-<cluster>-<port>[-<mount>]`: written by pages, and by the server for them. */
const memory = /^latchkey-namespaces-[0-9a-f]{8}-(\d+)(?:-[0-9a-f]{8})?$/

/** `latchkey-<cluster>-<port>[-<mount>].<n>`, where over https something stands before it. */
const session = /^(?:__Host-|__Secure-)?latchkey-[0-9a-f]{8}-(\d+)(?:-[0-9a-f]{8})?\.\d+$/

/** Whether a cookie is (a piece of) a session of the server for this tunnel. */
export function isSessionCookie(name: string, port: number): boolean {
  return session.exec(name)?.[1] === String(port)
}

/**
 * Of a Cookie header what may go on: what pages remember. Cookies know no ports (RFC 6265 §8.5): the browser sends those
 * of every program on this computer. Session cookies come from the jar and never from a browser.
 */
export function ownCookies(header: string, port: number): string[] {
  return pairsOf(header).filter(pair => {
    const name = nameOf(pair)
    return pair.includes('=') && (name === 'latchkey-theme' || name === 'latchkey-language' || memory.exec(name)?.[1] === String(port))
  })
}

/** Values of the cookies of this name, in the order in which they came. */
export function cookieValues(header: string, name: string): string[] {
  return pairsOf(header)
    .filter(pair => nameOf(pair) === name)
    .map(pair => pair.slice(name.length + 1))
}

function pairsOf(header: string): string[] {
  return header.split(';').map(pair => pair.trim())
}

function nameOf(pair: string): string {
  return pair.split('=', 1)[0] ?? ''
}
