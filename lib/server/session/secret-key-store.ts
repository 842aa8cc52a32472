import { z } from 'zod'
import { apiPath } from '#domain/api-path.ts'
import { AppError } from '#errors/app-error.ts'
import type { OwnClient } from '../kube/own-client.ts'
import type { KeyStore, StoredKeyring } from './key-store.ts'

/** Which Secret, and which key of its data. */
export type SecretPlace = { readonly secretName: string; readonly dataKey: string }
export const keyringPlace: SecretPlace = { secretName: 'latchkey-keyring', dataKey: 'keyring.json' }

const secretSchema = z.object({
  metadata: z.object({ name: z.string(), resourceVersion: z.string() }),
  data: z.record(z.string(), z.string()).default({}),
})
const eventSchema = z.object({ type: z.string(), object: z.unknown() })

/** Keys in a Secret of our own namespace. */
export function createSecretKeyStore(client: OwnClient, namespace: string, { secretName, dataKey } = keyringPlace): KeyStore {
  const collection = apiPath({ group: '', version: 'v1', resource: 'secrets', namespace })
  const path = `${collection}/${secretName}`
  const secret = (text: string, resourceVersion?: string) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'Opaque',
    metadata: { name: secretName, namespace, labels: { 'app.kubernetes.io/name': 'latchkey' }, ...(resourceVersion ? { resourceVersion } : {}) },
    data: { [dataKey]: Buffer.from(text).toString('base64') },
  })
  return {
    read: () => unless(['NOT_FOUND'], async () => stored(await client.json({ path }), dataKey)),
    create: text => unless(['ALREADY_EXISTS'], async () => stored(await client.json({ method: 'POST', path: collection, body: secret(text) }), dataKey)),
    replace: (text, version) =>
      unless(['CONFLICT', 'NOT_FOUND'], async () => stored(await client.json({ method: 'PUT', path, body: secret(text, version) }), dataKey)),
    watch: (on, signal) =>
      client.watch(
        `${collection}?watch=1&fieldSelector=metadata.name%3D${secretName}`,
        on.open,
        event => {
          const { type, object } = eventSchema.parse(event)
          if (type === 'ADDED' || type === 'MODIFIED') on.change(stored(object, dataKey))
          if (type === 'DELETED') on.change(null)
        },
        signal,
      ),
  }
}

function stored(object: unknown, dataKey: string): StoredKeyring {
  const { metadata, data } = secretSchema.parse(object)
  return { text: Buffer.from(data[dataKey] ?? '', 'base64').toString('utf8'), version: metadata.resourceVersion }
}

async function unless<T>(codes: readonly string[], work: () => Promise<T>): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AppError && codes.includes(error.code)) return null
    throw error
  }
}
