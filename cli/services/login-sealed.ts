import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
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
import { withHint } from '../io/report-error.ts'
import { rejected } from '../kube/rejected.ts'
import { parseJson } from '../kube/status.ts'
import { type KubeTransport, readText } from '../kube/transport.ts'
import { namespaceName } from '../manifests/labels.ts'

/** `nowMs`: the time by the kube-apiserver's clock, as this computer's may be wrong. */
export type ReadKey = { sealing: SealingKey; nowMs: number }
/** `unread`: why this user gets no key here, as a clause. */
export type ReadSealingKey = ReadKey | { unread: string }
type Look = ReadSealingKey | { failed: string }

const { name, dataKey } = sealingKeyConfigMap
const what = `the ConfigMap ${name} of namespace ${namespaceName}`
const [firstPauseMs, longestPauseMs] = [25, 400]

/**
 * The key to seal to and to sign for, from the kube-apiserver itself: whoever holds the pod network has no hand in it.
 * Looks again for `patienceMs` where there is none, or none but `not` (a kid), as Latchkey may be about to write it.
 * @throws NOT_READY where the kube-apiserver does not say whether there is one: then nothing is sent in a weaker way
 */
export async function readSealingKey(transport: KubeTransport, patienceMs: number, not: string | null = null): Promise<ReadSealingKey> {
  const endMs = performance.now() + patienceMs
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    const { look, isFinal } = await lookForKey(transport)
    const isWanted = !('sealing' in look) || look.sealing.key.kid !== not
    if ((isFinal && isWanted) || performance.now() >= endMs) {
      if (!('failed' in look)) return look
      throw withHint('NOT_READY', `No one is signed in: ${look.failed}, and without the key in it a login is not safe on its way.`, 'Try again in a moment.')
    }
    await delay(pauseMs)
  }
}

async function lookForKey(transport: KubeTransport): Promise<{ look: Look; isFinal: boolean }> {
  const answer = await transport.request({
    method: 'GET',
    path: `/api/v1/namespaces/${namespaceName}/configmaps/${name}`,
    headers: { accept: 'application/json' },
  })
  const text = await readText(answer.body)
  if (answer.status === 401) throw await rejected(transport.connection)
  if (answer.status === 403) return { look: { unread: `you may not read ${what}` }, isFinal: true }
  if (answer.status === 404) return { look: { unread: `there is no ${what.slice(4)}` }, isFinal: false }
  if (answer.status !== 200) return { look: { failed: `${what} cannot be read (${answer.status})` }, isFinal: false }
  const configMap = parseJson(text) as { data?: Record<string, string> } | undefined
  const sealing = sealingKeySchema.safeParse(parseJson(configMap?.data?.[dataKey] ?? ''))
  if (!sealing.success) return { look: { failed: `${what} holds no key` }, isFinal: false }
  const atServerMs = Date.parse(String(answer.headers['date'] ?? ''))
  return { look: { sealing: sealing.data, nowMs: Number.isNaN(atServerMs) ? Date.now() : atServerMs }, isFinal: true }
}

/** Seals a credential together with what the login asks for in the open. */
export async function seal({ sealing, nowMs }: ReadKey, credential: SealedCredential, how: LoginHow): Promise<string> {
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
