import { createHash } from 'node:crypto'
import type { Logger } from 'pino'
import type { ServedResource } from '#domain/resource.ts'
import type { Discovery } from '../../kube/discovery.ts'
import type { OpenApi, OpenApiIndex } from '../../kube/open-api.ts'
import type { SchemaSnapshot, SchemaSource } from '../schema-snapshot.ts'
import { createSchemaWorker } from './schema-worker.ts'
import { createSnapshot } from './snapshot.ts'

/** Milliseconds: until what is served is looked at again, behind the answers; and until an answer waits for that. */
const freshMs = 5_000
const staleMs = 60_000
/** A kube-apiserver serves a new kind before it publishes its schema; not all of them ever do. */
const settleMs = 5_000

type SchemaSourceDeps = { discovery: Pick<Discovery, 'everyVersion'>; openApi: OpenApi; serverVersion: string; logger: Logger; now: () => number }

/**
 * Follows what the cluster serves by asking, when asked: discovery and the index of OpenAPI, whose hashes say whether anything
 * changed. For a minute the snapshot at hand is given while that goes on, unless `atMostMs` says how old it may be.
 */
export function createSchemaSource({ discovery, openApi, serverVersion, logger, now }: SchemaSourceDeps): SchemaSource {
  const worker = createSchemaWorker()
  let held: { snapshot: SchemaSnapshot; askedAtMs: number } | null = null
  /** What is served without a document, as `group/version`, and since when. */
  const undocumented = new Map<string, number>()
  let asking: { atMostMs: number; answer: Promise<SchemaSnapshot> } | null = null

  async function ask(atMostMs: number): Promise<SchemaSnapshot> {
    const askedAtMs = now()
    const [served, index] = await Promise.all([discovery.everyVersion(atMostMs), openApi.index.get(atMostMs)])
    const resources = served.filter(({ verbs }) => verbs.includes('get') || verbs.includes('list'))
    noteUndocumented(resources, index, askedAtMs)
    const hash = hashOf(serverVersion, resources, index)
    const snapshot = held?.snapshot.hash === hash ? held.snapshot : createSnapshot({ hash, resources, openApi, worker })
    held = { snapshot, askedAtMs }
    return snapshot
  }

  function noteUndocumented(resources: readonly ServedResource[], index: OpenApiIndex, askedAtMs: number): void {
    const missing = new Set(resources.map(({ group, version }) => (group === '' ? version : `${group}/${version}`)).filter(key => !index.has(key)))
    for (const key of undocumented.keys()) if (!missing.has(key)) undocumented.delete(key)
    for (const key of missing) if (!undocumented.has(key)) undocumented.set(key, askedAtMs)
  }

  function refresh(atMostMs: number): Promise<SchemaSnapshot> {
    if (asking && asking.atMostMs <= atMostMs) return asking.answer
    const answer = ask(atMostMs).finally(() => {
      if (asking?.answer === answer) asking = null
    })
    asking = { atMostMs, answer }
    return answer
  }

  return {
    async current(atMostMs) {
      const ageMs = held ? now() - held.askedAtMs : Number.POSITIVE_INFINITY
      if (held && ageMs <= (atMostMs ?? freshMs)) return held.snapshot
      const last = held?.snapshot
      const refreshed = refresh(atMostMs ?? freshMs).catch(error => {
        if (!last) throw error
        logger.warn({ event: 'schema-stale', err: error }, 'what the cluster serves could not be asked for; the schema stays as it was')
        return last
      })
      return last && atMostMs === undefined && ageMs <= staleMs ? last : refreshed
    },
    isSettling: () => [...undocumented.values()].some(sinceMs => now() - sinceMs < settleMs),
    close: () => worker.close(),
  }
}

/** Everything that the schema is made from: names, verbs, the hashes of the documents, and this server. */
function hashOf(serverVersion: string, resources: readonly ServedResource[], index: OpenApiIndex): string {
  const documents = [...index].sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256')
    .update(JSON.stringify([serverVersion, resources, documents]))
    .digest('hex')
}
