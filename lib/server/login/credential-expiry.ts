import type { X509Certificate } from 'node:crypto'
import { z } from 'zod'

const claimsSchema = z.object({ exp: z.number().positive() })

/** When a bearer that looks like a JWT says it ends (epoch milliseconds); null for any other. Unverified: it only ever shortens a session. */
export function tokenExpiryMs(token: string): number | null {
  const parts = token.split('.')
  if (parts.length !== 3) return null
  try {
    const claims = claimsSchema.safeParse(JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8')))
    return claims.success ? claims.data.exp * 1000 : null
  } catch {
    return null
  }
}

/** When a certificate ends (epoch milliseconds). */
export function certificateExpiryMs(certificate: X509Certificate): number {
  return certificate.validToDate.getTime()
}
