import { randomUUID } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import type { LoginNonce } from '#contract/login.ts'
import { AppError } from '#errors/app-error.ts'
import { isCanonicalCompact, keyIdOf } from '../session/compact.ts'
import { deriveKey } from '../session/derived-keys.ts'
import type { KeyManager } from '../session/key-manager.ts'
import { audience } from '../session/session-token.ts'

const lifetimeMs = 60_000
const nonceType = 'login-nonce+jwt'

export type LoginNonces = {
  issue(): Promise<LoginNonce>
  /** The nonce's id, for the caller to claim. Throws CREDENTIAL_REJECTED for one that is not from this cluster's Latchkey, or is over. */
  verify(nonce: string): Promise<string>
}

/**
 * Nonces of method `cert-signed`: a JWT (HS256 only) of any replica, so that none has to remember it. That it is good once
 * is seen to where it is used.
 */
export function createLoginNonces(keys: KeyManager, clusterId: string, now: () => number): LoginNonces {
  return {
    async issue() {
      const key = keys.signingKey()
      const expiresAtMs = now() + lifetimeMs
      const nonce = await new SignJWT()
        .setProtectedHeader({ alg: 'HS256', typ: nonceType, kid: key.kid })
        .setIssuer(clusterId)
        .setAudience(audience)
        .setIssuedAt(Math.floor(now() / 1000))
        .setExpirationTime(Math.ceil(expiresAtMs / 1000))
        .setJti(randomUUID())
        .sign(deriveKey(key, 'login-nonce'))
      return { nonce, expiresAt: new Date(expiresAtMs).toISOString() }
    },
    async verify(nonce) {
      const kid = isCanonicalCompact(nonce, 3) ? keyIdOf(nonce) : null
      const key = kid && (await keys.verifyingKey(kid))
      if (!key) throw refused()
      try {
        const { payload } = await jwtVerify(nonce, deriveKey(key, 'login-nonce'), {
          algorithms: ['HS256'],
          typ: nonceType,
          issuer: clusterId,
          audience,
          requiredClaims: ['exp', 'iat', 'jti'],
          currentDate: new Date(now()),
        })
        return z.string().parse(payload.jti)
      } catch (error) {
        throw refused(error)
      }
    },
  }
}

function refused(cause?: unknown): AppError {
  return new AppError('CREDENTIAL_REJECTED', 'The nonce that was signed is not from this Latchkey, or older than a minute. Sign in again.', { cause })
}
