import { X509Certificate } from 'node:crypto'
import type { ClientCertificate } from './credential.ts'
import { jwtClaims } from './jwt-claims.ts'

/** The earliest end that certificate, JWT or issuer (`endMs`) know of, epoch milliseconds; null where none says anything. */
export function endByItsOwnWords(
  { certificate, bearer }: { certificate: ClientCertificate | null; bearer: string | null },
  endMs: number | null = null,
): number | null {
  const ends = [certificate ? certificateEndMs(certificate.certificate) : null, bearer === null ? null : jwtEndMs(bearer), endMs].filter(end => end !== null)
  return ends.length > 0 ? Math.min(...ends) : null
}

/** NotAfter of the first certificate of a PEM; null where it is none. */
export function certificateEndMs(pem: string): number | null {
  try {
    return Date.parse(new X509Certificate(pem).validTo)
  } catch {
    return null
  }
}

/** `exp` of a JWT, unverified; null for a token that is none, or says nothing. */
export function jwtEndMs(token: string): number | null {
  const exp = jwtClaims(token)?.['exp']
  return typeof exp === 'number' && Number.isFinite(exp) ? exp * 1000 : null
}
