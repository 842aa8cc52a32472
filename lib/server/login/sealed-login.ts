import type { LoginHow } from '#contract/login.ts'
import { loginHowText, type SealedCredential, sealedContentSchema, sealedLoginSeconds } from '#contract/login-proof.ts'
import { AppError } from '#errors/app-error.ts'
import type { KeyManager } from '../session/key-manager.ts'
import { openSealed } from '../session/sealing-key.ts'

/** Clocks of kube-apiservers and of our replicas differ by less. */
const clockToleranceSeconds = 30

export type SealedDeps = { keys: KeyManager; clusterId: string; now: () => number }

/**
 * The credential of a sealed login, and the id that makes it good once. Throws BAD_REQUEST for what was not sealed for this
 * cluster, this method and just what the login asks for in the open, or not within the last two minutes.
 *
 * Who records a sealed login on the pod network cannot open it, change what it asks for (a challenge of their own would be
 * needed to use the wrapped token that it gives), or send it a second time: the caller claims `jti` once the credential has proven good.
 */
export async function openSealedLogin<Method extends SealedCredential['method']>(
  { keys, clusterId, now }: SealedDeps,
  sealed: string,
  method: Method,
  how: LoginHow,
): Promise<{ credential: Extract<SealedCredential, { method: Method }>; jti: string }> {
  const plaintext = await openSealed(keys, sealed)
  if (!plaintext) throw refused('cannot be opened with a key that is still good')
  const parsed = sealedContentSchema.safeParse(parseJson(plaintext))
  plaintext.fill(0)
  if (!parsed.success) throw refused('holds something else')
  const { aud, iat, exp, jti, how: sealedHow, credential } = parsed.data
  if (aud !== clusterId) throw refused('is for another cluster')
  if (sealedHow !== loginHowText(how)) throw refused('asks for something else than the request around it')
  const nowSeconds = now() / 1000
  if (exp - iat > sealedLoginSeconds || iat > nowSeconds + clockToleranceSeconds || exp < nowSeconds - clockToleranceSeconds)
    throw refused('is older than two minutes, or from a clock that is wrong')
  if (!isOf(credential, method)) throw refused('holds a credential of another method')
  return { credential, jti }
}

function isOf<Method extends SealedCredential['method']>(
  credential: SealedCredential,
  method: Method,
): credential is Extract<SealedCredential, { method: Method }> {
  return credential.method === method
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

function refused(why: string): AppError {
  return new AppError('BAD_REQUEST', `The sealed credential ${why}. Sign in again; the key to seal to is read anew.`)
}
