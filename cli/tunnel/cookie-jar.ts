import { isSessionCookie } from './own-cookies.ts'

/** The server's session cookies of one browser. They are kept in this process alone: the browser has another cookie. */
export type CookieJar = {
  /** `name=value` pairs for a Cookie header. */
  pairs(): string[]
  /** Puts in what lines of Set-Cookie set, and takes out what they end (RFC 6265 §5.3). */
  take(lines: readonly string[]): void
  clear(): void
  /** Counts how often it was changed. */
  changes(): number
}

export function createCookieJar(): CookieJar {
  const cookies = new Map<string, string>()
  let changes = 0
  return {
    pairs: () => [...cookies].map(([name, value]) => `${name}=${value}`),
    take(lines) {
      changes += 1
      for (const line of lines) {
        const { name, value, isEnded } = parseSetCookie(line)
        if (isEnded) cookies.delete(name)
        else cookies.set(name, value)
      }
    },
    clear() {
      changes += 1
      cookies.clear()
    },
    changes: () => changes,
  }
}

/** Lines of Set-Cookie that are for the jar, and those that are for the browser. */
export function sortCookies(lines: readonly string[], port: number): { session: string[]; others: string[] } {
  const isForJar = (line: string) => isSessionCookie(parseSetCookie(line).name, port)
  return { session: lines.filter(isForJar), others: lines.filter(line => !isForJar(line)) }
}

/** Whether any of them begins a session, not only ends one. */
export function setsSession(lines: readonly string[]): boolean {
  return lines.some(line => !parseSetCookie(line).isEnded)
}

// Latchkey ends a cookie by Max-Age alone, which goes before Expires (RFC 6265 §4.1.2.2).
function parseSetCookie(line: string): { name: string; value: string; isEnded: boolean } {
  const [pair = '', ...attributes] = line.split(';')
  const at = pair.indexOf('=')
  const maxAge = attributes.map(attribute => /^\s*max-age\s*=\s*(-?\d+)\s*$/i.exec(attribute)?.[1]).findLast(value => value !== undefined)
  return { name: pair.slice(0, Math.max(at, 0)).trim(), value: pair.slice(at + 1).trim(), isEnded: maxAge !== undefined && Number(maxAge) <= 0 }
}
