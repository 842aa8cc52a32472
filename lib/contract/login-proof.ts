import { z } from 'zod'
import type { LoginHow } from './login.ts'

/**
 * What a login asks for as one text, the same from CLI and server: it is signed or sealed beside the credential, so that
 * nobody on the way can have the credential prove something else. A JSON array, so no value can pass for two.
 */
export function loginHowText({ challenge, handover, renews, renewing, credentialExpiresAt }: LoginHow): string {
  return JSON.stringify([challenge ?? null, handover ?? null, renews ?? null, renewing ?? null, credentialExpiresAt ?? null])
}

/**
 * What method `cert-signed` signs. `certificate`: the PEM as it is sent. `sealing`: what the ConfigMap of the cluster holds,
 * as the kube-apiserver tells it. Clusters may share a CA and thus a cluster id; a sealing key is one Latchkey's alone.
 */
export function signedLoginText(login: { sealing: SealingKey; nonce: string; certificate: string; how: LoginHow }): string {
  const { clusterId, key } = login.sealing
  return JSON.stringify(['latchkey.dev/cert-signed/v2', clusterId, key.kid, key.x, login.nonce, login.certificate, loginHowText(login.how)])
}

/** Salt of the RSASSA-PSS signatures of method `cert-signed` (RFC 8017 §9.1), bytes; the hash is SHA-256 for RSA and EC, Ed25519 has its own. */
export const signedLoginSaltBytes = 32

/**
 * The ConfigMap of Latchkey's namespace with the key that credentials are sealed to. Users read it from the kube-apiserver
 * itself: through Latchkey's own service whoever holds the pod network could put in theirs.
 */
export const sealingKeyConfigMap = { name: 'latchkey-sealing-key', dataKey: 'sealing-key.json' } as const

/** `sealing-key.json`. `key`: an X25519 public JWK (RFC 8037); `kid`: the key of the keyring that it belongs to. */
export const sealingKeySchema = z.object({
  clusterId: z.string(),
  key: z.object({ kty: z.literal('OKP'), crv: z.literal('X25519'), x: z.string(), kid: z.string() }),
})
export type SealingKey = z.infer<typeof sealingKeySchema>

/** A sealed login is a compact JWE of these: ECDH-ES straight to the content key (RFC 7518 §4.6), never compressed. */
export const sealedLogin = { alg: 'ECDH-ES', enc: 'A256GCM', typ: 'sealed-login+jwe' } as const
/** How long one is good; times are whole seconds since the epoch, by the kube-apiserver's clock. */
export const sealedLoginSeconds = 120

/** What is sealed. `aud`: the cluster id. `how`: loginHowText of what is asked for in the open. `jti` is good once. */
export const sealedContentSchema = z.object({
  aud: z.string(),
  iat: z.number(),
  exp: z.number(),
  jti: z.string().min(16).max(128),
  how: z.string(),
  credential: z.discriminatedUnion('method', [
    z.object({ method: z.literal('token'), token: z.string().min(1).max(65_536) }),
    z.object({ method: z.literal('cert'), certificate: z.string().min(1).max(65_536), key: z.string().min(1).max(65_536) }),
  ]),
})
export type SealedContent = z.infer<typeof sealedContentSchema>
export type SealedCredential = SealedContent['credential']
