import { randomUUID } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { errors, jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import { type Identity, identitySchema, type LoginMethod, methodSchema } from '#contract/identity.ts'
import { AppError } from '#errors/app-error.ts'
import { isCanonicalCompact, keyIdOf } from './compact.ts'
import { deriveKey } from './derived-keys.ts'
import type { KeyManager } from './key-manager.ts'

/** Capabilities as a bit set over a catalogue of resources × verbs (access/catalogue.ts). */
export const packedCapabilitiesSchema = z.object({ catalogue: z.string(), bits: z.string() })
export type PackedCapabilities = z.infer<typeof packedCapabilitiesSchema>

/** What a session token says. */
export type SessionClaims = { id: string; identity: Identity; method: LoginMethod; expiresAtMs: number; packed: PackedCapabilities }

export type SessionTokens = {
  /** Signs a new session. The end is rounded down to a second. */
  sign(session: Omit<SessionClaims, 'id'>): Promise<{ token: string; id: string; expiresAtMs: number }>
  /** Throws SESSION_INVALID or SESSION_EXPIRED; NOT_READY without a keyring. */
  verify(token: string): Promise<SessionClaims>
}

export const sessionType = 'session+jwt'
export const audience = 'latchkey'

const contentSchema = z.object({ identity: identitySchema, method: methodSchema, packed: packedCapabilitiesSchema })
/** Ten thousand groups of a hundred characters. */
const maxContentBytes = 1 << 20

/**
 * Session tokens: JWT, HS256 only, `typ` session+jwt, `iss` the cluster id, `aud`, `exp`, `iat`, `jti`, `kid` always
 * there and always checked (RFC 8725 §3.1, §3.8, §3.9, §3.11). The content is deflated: an identity has many groups.
 */
export function createSessionTokens(keys: KeyManager, clusterId: string, now: () => number): SessionTokens {
  return {
    async sign({ identity, method, expiresAtMs, packed }) {
      const key = keys.signingKey()
      const id = randomUUID()
      const expiresAt = Math.floor(Math.min(expiresAtMs, key.notAfterMs) / 1000)
      const content = deflateRawSync(JSON.stringify({ identity, method, packed })).toString('base64url')
      const token = await new SignJWT({ content })
        .setProtectedHeader({ alg: 'HS256', typ: sessionType, kid: key.kid })
        .setIssuer(clusterId)
        .setAudience(audience)
        .setIssuedAt(Math.floor(now() / 1000))
        .setExpirationTime(expiresAt)
        .setJti(id)
        .sign(deriveKey(key, 'session-jwt'))
      return { token, id, expiresAtMs: expiresAt * 1000 }
    },
    async verify(token) {
      const kid = isCanonicalCompact(token, 3) ? keyIdOf(token) : null
      const key = kid && (await keys.verifyingKey(kid))
      if (!key) throw new AppError('SESSION_INVALID')
      try {
        const { payload } = await jwtVerify(token, deriveKey(key, 'session-jwt'), {
          algorithms: ['HS256'],
          typ: sessionType,
          issuer: clusterId,
          audience,
          requiredClaims: ['exp', 'iat', 'jti'],
          currentDate: new Date(now()),
        })
        const inflated = inflateRawSync(Buffer.from(z.string().parse(payload['content']), 'base64url'), { maxOutputLength: maxContentBytes })
        const content = contentSchema.parse(JSON.parse(inflated.toString('utf8')))
        return { ...content, id: z.string().parse(payload.jti), expiresAtMs: z.number().parse(payload.exp) * 1000 }
      } catch (error) {
        throw new AppError(error instanceof errors.JWTExpired ? 'SESSION_EXPIRED' : 'SESSION_INVALID', undefined, { cause: error })
      }
    },
  }
}
