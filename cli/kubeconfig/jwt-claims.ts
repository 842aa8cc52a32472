/** The claims of a JWT, unverified; null for a token that is none. */
export function jwtClaims(token: string): Readonly<Record<string, unknown>> | null {
  const payload = token.split('.')[1]
  if (payload === undefined) return null
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
    return typeof claims === 'object' && claims !== null ? { ...claims } : null
  } catch {
    return null
  }
}

/** Whom a JWT is from and for (RFC 7519 §4.1.1, §4.1.3), as a phrase; null for a token that does not tell. It gives nothing of the token away. */
export function jwtOrigin(token: string): string | null {
  const { iss, aud } = jwtClaims(token) ?? {}
  if (typeof iss !== 'string') return null
  const audiences = [aud].flat().filter(each => typeof each === 'string')
  if (audiences.length === 0) return `a token of ${JSON.stringify(iss)}`
  return `a token of ${JSON.stringify(iss)} for the audience ${audiences.map(each => JSON.stringify(each)).join(', ')}`
}
