/**
 * Whether a JWT or JWE is written in the one canonical way: `parts` dot-separated base64url parts without padding, stray
 * characters, or bits beyond the last byte. Decoders are lenient (RFC 4648 §3.5), so without this a token has many spellings.
 */
export function isCanonicalCompact(token: string, parts: number): boolean {
  const split = token.split('.')
  return split.length === parts && split.every(part => Buffer.from(part, 'base64url').toString('base64url') === part)
}

/** The header of a compact token, unverified; null where there is none. Good for finding the key and nothing else. */
export function keyIdOf(token: string): string | null {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString('utf8'))
    const kid = typeof header === 'object' && header !== null && 'kid' in header ? header.kid : null
    return typeof kid === 'string' && /^[0-9a-f]{8}$/.test(kid) ? kid : null
  } catch {
    return null
  }
}
