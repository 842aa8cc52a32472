import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import type { OwnClient } from './own-client.ts'
import { createTimedValue } from './timed-value.ts'

const indexSchema = z.object({ paths: z.record(z.string(), z.object({ serverRelativeURL: z.string() })) })

export type OpenApi = {
  /** The OpenAPI v3 document of a group and version, or null where none is published. The same document is parsed once. */
  document(group: string, version: string): Promise<unknown>
}

/** OpenAPI v3 of the cluster. Its index names each document with a hash of its content, so a document never has to be asked for twice. */
export function createOpenApi(client: OwnClient, now: () => number): OpenApi {
  const index = createTimedValue(5_000, now, async () => indexSchema.parse(await client.json({ path: '/openapi/v3' })).paths)
  const documents = new LRUCache<string, Promise<object>>({ max: 32 })
  return {
    async document(group, version) {
      const entry = (await index.get())[group === '' ? `api/${version}` : `apis/${group}/${version}`]
      // It becomes the path of a request of ours, so it has to be what it says it is.
      if (!entry || !/^\/openapi\/v3\/[\w./-]+(?:\?hash=\w+)?$/.test(entry.serverRelativeURL)) return null
      const path = entry.serverRelativeURL
      const held = documents.get(path)
      if (held) return held
      const asked = client.json({ path, timeoutMs: 30_000 }) as Promise<object>
      documents.set(path, asked)
      asked.catch(() => documents.delete(path))
      return asked
    },
  }
}
