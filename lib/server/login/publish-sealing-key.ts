import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import { z } from 'zod'
import { sealingKeyConfigMap } from '#contract/login-proof.ts'
import { apiPath } from '#domain/api-path.ts'
import { AppError } from '#errors/app-error.ts'
import type { OwnClient } from '../kube/own-client.ts'
import type { KeyManager } from '../session/key-manager.ts'
import { currentSealingKey } from '../session/sealing-key.ts'

/** A new key is published this soon after it signs. The old one stays good, but for a Secret that was deleted. */
const lookMs = 1_000
/** Deletions and foreign writes are mended this soon. */
const checkMs = 30_000

const configMapSchema = z.object({
  metadata: z.object({ resourceVersion: z.string() }),
  data: z.record(z.string(), z.string()).default({}),
})

export type SealingKeyDeps = { client: OwnClient; keys: KeyManager; namespace: string; clusterId: string; logger: Logger; now: () => number }

/** Keeps the ConfigMap latchkey-sealing-key right until `signal` aborts: after each change of the keyring, and now and then. */
export async function runSealingKeyPublisher(deps: SealingKeyDeps, signal: AbortSignal): Promise<void> {
  let publishedKid = ''
  let checkedAtMs = Number.NEGATIVE_INFINITY
  while (!signal.aborted) {
    try {
      const { kid } = deps.keys.signingKey()
      if (kid !== publishedKid || deps.now() - checkedAtMs > checkMs) {
        await publishSealingKey(deps)
        publishedKid = kid
        checkedAtMs = deps.now()
      }
    } catch (error) {
      const isEarly = error instanceof AppError && error.code === 'NOT_READY'
      if (!isEarly && !signal.aborted)
        deps.logger.warn({ event: 'sealing-key-unpublished', err: error }, 'credentials cannot be sealed until the ConfigMap latchkey-sealing-key is written')
      // A right that is missing does not come back within seconds.
      if (!isEarly) await pause(30_000, signal)
    }
    await pause(lookMs, signal)
  }
}

/** Writes the key where another, or none, is published. Lost races are the next look's. */
export async function publishSealingKey({ client, keys, namespace, clusterId }: SealingKeyDeps): Promise<void> {
  const collection = apiPath({ group: '', version: 'v1', resource: 'configmaps', namespace })
  const path = `${collection}/${sealingKeyConfigMap.name}`
  const text = JSON.stringify(currentSealingKey(keys, clusterId))
  const configMap = (resourceVersion?: string) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: sealingKeyConfigMap.name,
      namespace,
      labels: { 'app.kubernetes.io/name': 'latchkey' },
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
    },
    data: { [sealingKeyConfigMap.dataKey]: text },
  })
  const found = await unless('NOT_FOUND', async () => configMapSchema.parse(await client.json({ path })))
  if (!found) await unless('ALREADY_EXISTS', () => client.json({ method: 'POST', path: collection, body: configMap() }))
  else if (found.data[sealingKeyConfigMap.dataKey] !== text)
    await unless('CONFLICT', () => client.json({ method: 'PUT', path, body: configMap(found.metadata.resourceVersion) }))
}

async function unless<T>(code: AppError['code'], work: () => Promise<T>): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AppError && error.code === code) return null
    throw error
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return delay(ms, undefined, { signal, ref: false }).catch(() => undefined)
}
