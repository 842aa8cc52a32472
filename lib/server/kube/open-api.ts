import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { isRecord } from '#domain/object-diff.ts'
import type { OwnClient } from './own-client.ts'
import { doubtLosses, type Readiness } from './readiness.ts'
import { createTimedValue, type TimedValue } from './timed-value.ts'

const indexSchema = z.object({ paths: z.record(z.string(), z.object({ serverRelativeURL: z.string() })) })

/** `group/version`, `v1` for core, to the URL of the document, which holds a hash of its content. */
export type OpenApiIndex = ReadonlyMap<string, string>

export type OpenApi = {
  /** What is published, five seconds old at most. */
  readonly index: TimedValue<OpenApiIndex>
  /** `components` of the OpenAPI v3 document of a group and version, or null where none is published. The same document is parsed once. */
  document(group: string, version: string): Promise<unknown>
}

/** OpenAPI v3 of the cluster. Its index names each document with a hash of its content, so a document never has to be asked for twice. */
export function createOpenApi(client: OwnClient, now: () => number, isReady: Readiness = async () => true): OpenApi {
  const index = createTimedValue(
    5_000,
    now,
    doubtLosses(
      isReady,
      index => index.keys(),
      async () => indexOf(await client.json({ path: '/openapi/v3' })),
    ),
  )
  const documents = new LRUCache<string, Promise<object>>({ max: 32 })

  function read(path: string): Promise<object> {
    const held = documents.get(path)
    if (held) return held
    // Its `paths` are two thirds of it, and nobody reads them.
    const asked = client.json({ path, timeoutMs: 30_000 }).then(document => ({ components: isRecord(document) ? document['components'] : undefined }))
    documents.set(path, asked)
    asked.catch(() => documents.delete(path))
    return asked
  }

  return {
    index,
    async document(group, version) {
      const key = group === '' ? version : `${group}/${version}`
      const path = (await index.get()).get(key)
      if (path === undefined) return null
      return read(path).catch(async thrown => {
        // A hash that is no longer the document's is answered with a redirection, which we do not follow: the index says where to.
        const newest = (await index.get(0)).get(key)
        if (newest === path) throw thrown
        return newest === undefined ? null : read(newest)
      })
    },
  }
}

function indexOf(answer: unknown): OpenApiIndex {
  const index = new Map<string, string>()
  for (const [key, { serverRelativeURL }] of Object.entries(indexSchema.parse(answer).paths)) {
    // It becomes the path of a request of ours, so it has to be what it says it is.
    const isVersion = /^(?:api\/|apis\/[^/]+\/)[^/]+$/.test(key)
    if (isVersion && /^\/openapi\/v3\/[\w./-]+(?:\?hash=\w+)?$/.test(serverRelativeURL)) index.set(key.replace(/^apis?\//, ''), serverRelativeURL)
  }
  return index
}
