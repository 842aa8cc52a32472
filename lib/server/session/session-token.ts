import { hash, randomUUID } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { errors, jwtVerify, SignJWT } from 'jose'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { identitySchema, methodSchema } from '#contract/identity.ts'
import { AppError } from '#errors/app-error.ts'
import type { Session } from '../services.ts'
import { isCanonicalCompact, keyIdOf } from './compact.ts'
import { deriveKey } from './derived-keys.ts'
import type { KeyManager } from './key-manager.ts'
import type { MasterKey } from './keyring.ts'

/** Capabilities as a bit set over a catalogue of resources × verbs (access/catalogue.ts). */
export const packedCapabilitiesSchema = z.object({ catalogue: z.string(), bits: z.string() })
export type PackedCapabilities = z.infer<typeof packedCapabilitiesSchema>

/** What a session token says. */
export type SessionClaims = Omit<Session, 'capabilities' | 'kindsTag' | 'viewer' | 'endedView'> & { readonly packed: PackedCapabilities }

/** What is to be said. `id`: of the session that this token goes on with; without it a new one begins. */
export type NewToken = Pick<SessionClaims, 'identity' | 'method' | 'issuedAtMs' | 'expiresAtMs' | 'renewing' | 'packed'> & { readonly id?: string | undefined }

export type SessionTokens = {
  /** Signs one more token. Its end is rounded down to a second. */
  sign(token: NewToken): Promise<{ token: string; id: string; tokenHash: string; expiresAtMs: number }>
  /** `graceMs`: how long ago it may have ended. Throws SESSION_INVALID or SESSION_EXPIRED; NOT_READY without a keyring. */
  verify(token: string, graceMs?: number): Promise<SessionClaims>
}

export const sessionType = 'session+jwt'
export const audience = 'latchkey'

const payloadSchema = z.object({ sid: z.string().min(1), exp: z.number(), issuedAtMs: z.number(), renewing: z.boolean(), content: z.string() })
const contentSchema = z.object({ identity: identitySchema, method: methodSchema, packed: packedCapabilitiesSchema })
/** Ten thousand groups of a hundred characters. */
const maxContentBytes = 1 << 20

/** A token whose signature `key` was found to be right. Its end, its key and its sign-out are looked at again each time. */
type VerifiedToken = { kid: string; key: MasterKey; claims: SessionClaims }
/** A page sends the same token with every request, and a signature costs more than all else that is done for it. */
const verifiedTokens = { max: 5_000, maxSize: 32 * 1024 * 1024 }

/** What log lines name a token by: SHA-256 in base64url. Nobody gets from it to the token. */
export function tokenHashOf(token: string): string {
  return hash('sha256', token, 'base64url')
}

/**
 * Session tokens: JWT, HS256 only, `typ` session+jwt, `iss` the cluster id, `aud`, `exp`, `iat`, `jti`, `kid` always
 * there and always checked (RFC 8725 §3.1, §3.8, §3.9, §3.11). `sid` names the session and stays when it is renewed, `jti`
 * the token. `issuedAtMs` is `iat` in milliseconds: what was signed before a sign-out everywhere is told from what was
 * signed right after it. The content is deflated: an identity has many groups.
 */
export function createSessionTokens(keys: KeyManager, clusterId: string, now: () => number): SessionTokens {
  const verified = new LRUCache<string, VerifiedToken>(verifiedTokens)

  return {
    async sign({ id = randomUUID(), identity, method, issuedAtMs, expiresAtMs, renewing, packed }) {
      const key = keys.signingKey()
      const expiresAt = Math.floor(Math.min(expiresAtMs, key.notAfterMs) / 1000)
      const content = deflateRawSync(JSON.stringify({ identity, method, packed })).toString('base64url')
      const token = await new SignJWT({ sid: id, issuedAtMs, renewing, content })
        .setProtectedHeader({ alg: 'HS256', typ: sessionType, kid: key.kid })
        .setIssuer(clusterId)
        .setAudience(audience)
        .setIssuedAt(Math.floor(issuedAtMs / 1000))
        .setExpirationTime(expiresAt)
        .setJti(randomUUID())
        .sign(deriveKey(key, 'session-jwt'))
      return { token, id, tokenHash: tokenHashOf(token), expiresAtMs: expiresAt * 1000 }
    },
    async verify(token, graceMs = 0) {
      const tokenHash = tokenHashOf(token)
      const known = verified.get(tokenHash)
      const kid = known?.kid ?? (isCanonicalCompact(token, 3) ? keyIdOf(token) : null)
      const key = kid && (await keys.verifyingKey(kid))
      if (!key) throw new AppError('SESSION_INVALID')
      if (known?.key === key) {
        // As jose compares `exp`, in whole seconds.
        if (known.claims.expiresAtMs <= Math.floor(now() / 1000) * 1000 - graceMs) throw new AppError('SESSION_EXPIRED')
        return known.claims
      }
      try {
        const { payload } = await jwtVerify(token, deriveKey(key, 'session-jwt'), {
          algorithms: ['HS256'],
          typ: sessionType,
          issuer: clusterId,
          audience,
          requiredClaims: ['exp', 'iat', 'jti'],
          currentDate: new Date(now()),
          clockTolerance: graceMs / 1000,
        })
        const { sid, exp, issuedAtMs, renewing, content } = payloadSchema.parse(payload)
        const inflated = inflateRawSync(Buffer.from(content, 'base64url'), { maxOutputLength: maxContentBytes })
        const said = contentSchema.parse(JSON.parse(inflated.toString('utf8')))
        const claims = deepFreeze({ ...said, id: sid, issuedAtMs, expiresAtMs: exp * 1000, renewing, tokenHash })
        verified.set(tokenHash, { kid, key, claims }, { size: inflated.length + 1_024 })
        return claims
      } catch (error) {
        throw new AppError(error instanceof errors.JWTExpired ? 'SESSION_EXPIRED' : 'SESSION_INVALID', undefined, { cause: error })
      }
    },
  }
}

/** What many requests share nobody may change. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const part of Object.values(Object.freeze(value))) deepFreeze(part)
  return value
}
