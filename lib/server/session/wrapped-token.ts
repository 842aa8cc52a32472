import { createHash, randomUUID, timingSafeEqual } from 'node:crypto'
import { EncryptJWT, errors, jwtDecrypt } from 'jose'
import { z } from 'zod'
import { AppError } from '#errors/app-error.ts'
import { isCanonicalCompact, keyIdOf } from './compact.ts'
import { deriveKey } from './derived-keys.ts'
import type { KeyManager } from './key-manager.ts'
import { audience } from './session-token.ts'

/** Long enough for a browser to start, or for a person to paste a code. It is good once. */
export const wrappedLifetimesMs = { link: 30_000, code: 120_000 }
export type Handover = keyof typeof wrappedLifetimesMs
const wrappedType = 'wrapped+jwe'

export type WrappedTokens = {
  wrap(sessionToken: string, challenge: string | undefined, handover?: Handover): Promise<string>
  /** Opens one. Throws WRAPPED_TOKEN_INVALID, _EXPIRED or _FOREIGN. The caller sees to it that a `jti` is good once. */
  open(wrapped: string, verifier: string | undefined): Promise<{ sessionToken: string; jti: string }>
}

const contentSchema = z.object({ session: z.string(), challenge: z.string().optional(), jti: z.string() })

/**
 * Wrapped tokens: JWE, `dir` with A256GCM only (RFC 7518 §4.5, §5.3), never compressed, around the signed session token.
 * Bound to whoever asked for it: with a challenge inside, the verifier of RFC 7636 §4.6 (S256) is needed.
 */
export function createWrappedTokens(keys: KeyManager, clusterId: string, now: () => number): WrappedTokens {
  return {
    wrap(sessionToken, challenge, handover = 'link') {
      const key = keys.signingKey()
      return new EncryptJWT({ session: sessionToken, ...(challenge === undefined ? {} : { challenge }) })
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', typ: wrappedType, kid: key.kid })
        .setIssuer(clusterId)
        .setAudience(audience)
        .setIssuedAt(Math.floor(now() / 1000))
        .setExpirationTime(Math.ceil((now() + wrappedLifetimesMs[handover]) / 1000))
        .setJti(randomUUID())
        .encrypt(deriveKey(key, 'wrapped-jwe'))
    },
    async open(wrapped, verifier) {
      const kid = isCanonicalCompact(wrapped, 5) ? keyIdOf(wrapped) : null
      const key = kid && (await keys.verifyingKey(kid))
      if (!key) throw new AppError('WRAPPED_TOKEN_INVALID')
      const content = await decrypt(wrapped, deriveKey(key, 'wrapped-jwe'))
      // A verifier for a token that is bound to none is as wrong: a tunnel opens nothing that it did not ask for.
      if (!answers(content.challenge, verifier)) throw new AppError('WRAPPED_TOKEN_FOREIGN')
      return { sessionToken: content.session, jti: content.jti }
    },
  }

  async function decrypt(wrapped: string, key: Uint8Array): Promise<z.infer<typeof contentSchema>> {
    try {
      const { payload } = await jwtDecrypt(wrapped, key, {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
        maxDecompressedLength: 0,
        typ: wrappedType,
        issuer: clusterId,
        audience,
        requiredClaims: ['exp', 'iat', 'jti'],
        currentDate: new Date(now()),
      })
      return contentSchema.parse(payload)
    } catch (error) {
      throw new AppError(error instanceof errors.JWTExpired ? 'WRAPPED_TOKEN_EXPIRED' : 'WRAPPED_TOKEN_INVALID', undefined, { cause: error })
    }
  }
}

function answers(challenge: string | undefined, verifier: string | undefined): boolean {
  if (challenge === undefined || verifier === undefined) return challenge === verifier
  const given = createHash('sha256').update(verifier).digest()
  const wanted = Buffer.from(challenge, 'base64url')
  return wanted.length === given.length && timingSafeEqual(wanted, given)
}
