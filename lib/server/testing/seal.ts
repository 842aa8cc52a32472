import { randomUUID } from 'node:crypto'
import { CompactEncrypt, importJWK } from 'jose'
import { loginHowText, type SealedContent, type SealingKey, sealedLogin } from '#contract/login-proof.ts'

export type SealOptions = { content?: Record<string, unknown>; header?: Record<string, unknown>; key?: SealingKey['key'] }

/** A sealed token login as the CLI makes it, asking for nothing, but for what `options` change. */
export async function sealToken(sealing: SealingKey, nowMs: number, { content = {}, header = {}, key = sealing.key }: SealOptions = {}): Promise<string> {
  const iat = Math.floor(nowMs / 1000)
  const proper: SealedContent = {
    aud: sealing.clusterId,
    iat,
    exp: iat + 120,
    jti: randomUUID(),
    how: loginHowText({}),
    credential: { method: 'token', token: 'bearer-canary' },
  }
  const { alg, enc, typ } = sealedLogin
  return new CompactEncrypt(new TextEncoder().encode(JSON.stringify({ ...proper, ...content })))
    .setProtectedHeader({ alg, enc, typ, kid: key.kid, ...header } as Parameters<CompactEncrypt['setProtectedHeader']>[0])
    .encrypt(await importJWK(key, String(header['alg'] ?? alg)))
}
