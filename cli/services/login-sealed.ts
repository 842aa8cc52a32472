import { randomUUID } from 'node:crypto'
import type { LoginHow } from '../../lib/contract/login.ts'
import {
  loginHowText,
  type SealedContent,
  type SealedCredential,
  type SealingKey,
  sealedLogin,
  sealedLoginSeconds,
  sealingKeyConfigMap,
  sealingKeySchema,
} from '../../lib/contract/login-proof.ts'
import { parseJson } from '../kube/status.ts'
import { type KubeTransport, readText } from '../kube/transport.ts'
import { namespaceName } from '../manifests/labels.ts'

/** `nowMs`: the time by the kube-apiserver's clock, as this computer's may be wrong. */
export type ReadSealingKey = { sealing: SealingKey; nowMs: number } | { unread: string }

/** The key to seal to, from the kube-apiserver itself: whoever holds the pod network has no hand in it. */
export async function readSealingKey(transport: KubeTransport): Promise<ReadSealingKey> {
  const { name, dataKey } = sealingKeyConfigMap
  const answer = await transport.request({
    method: 'GET',
    path: `/api/v1/namespaces/${namespaceName}/configmaps/${name}`,
    headers: { accept: 'application/json' },
  })
  const text = await readText(answer.body)
  if (answer.status !== 200) return { unread: `the ConfigMap ${name} of namespace ${namespaceName} cannot be read (${answer.status})` }
  const configMap = parseJson(text) as { data?: Record<string, string> } | undefined
  const sealing = sealingKeySchema.safeParse(parseJson(configMap?.data?.[dataKey] ?? ''))
  if (!sealing.success) return { unread: `the ConfigMap ${name} of namespace ${namespaceName} holds no key` }
  const atServerMs = Date.parse(String(answer.headers['date'] ?? ''))
  return { sealing: sealing.data, nowMs: Number.isNaN(atServerMs) ? Date.now() : atServerMs }
}

/** Seals a credential together with what the login asks for in the open. */
export async function seal({ sealing, nowMs }: { sealing: SealingKey; nowMs: number }, credential: SealedCredential, how: LoginHow): Promise<string> {
  // Loaded here: most logins need it not.
  const { CompactEncrypt, importJWK } = await import('jose')
  const { alg, enc, typ } = sealedLogin
  const iat = Math.floor(nowMs / 1000)
  const content: SealedContent = { aud: sealing.clusterId, iat, exp: iat + sealedLoginSeconds, jti: randomUUID(), how: loginHowText(how), credential }
  const bytes = new TextEncoder().encode(JSON.stringify(content))
  try {
    return await new CompactEncrypt(bytes).setProtectedHeader({ alg, enc, typ, kid: sealing.key.kid }).encrypt(await importJWK(sealing.key, alg))
  } finally {
    bytes.fill(0)
  }
}
