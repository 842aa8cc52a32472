import { setTimeout as delay } from 'node:timers/promises'
import type { GraphQLResponse } from '../../lib/contract/graphql.ts'
import type { Results } from './results.ts'

export type StreamedObject = { metadata: { name: string; namespace?: string | null; resourceVersion: string } } & Record<string, unknown>
export type Batch = {
  type: 'SNAPSHOT' | 'DELTA'
  isFirst: boolean
  isComplete: boolean
  token: string
  changes: Array<{ type: 'ADDED' | 'MODIFIED' | 'DELETED'; key: string; object: StreamedObject | null }>
  denied: Array<{ namespace: string; code: string; reason: string }>
}

/** What every subscription of the specs selects. */
export const batchFields = `type isFirst isComplete token denied { namespace code reason }
  changes { type key object { metadata { name namespace resourceVersion } } }`

/** The one root field of a result; throws its errors. */
export function batchOf(result: GraphQLResponse): Batch {
  const [batch] = Object.values(result.data ?? {})
  if (result.errors?.length || !batch) throw new Error(JSON.stringify(result.errors ?? result))
  return batch as Batch
}

/** Applies a batch to what a client holds, as a client that knows nothing but the contract would. */
export function applyBatch(held: Map<string, StreamedObject>, batch: Batch): void {
  if (batch.isFirst && batch.type === 'SNAPSHOT') held.clear()
  for (const { type, key, object } of batch.changes) {
    if (type === 'DELETED') held.delete(key)
    else if (object) held.set(key, object)
  }
}

/** A list that a client keeps by a subscription, opening it anew with its last token whenever it ends. */
export type LiveList = {
  /** key → resourceVersion; empty while the server refuses to show anything. */
  versions(): Map<string, string>
  /** Codes of the refusals, each time one came. */
  readonly refusals: string[]
  readonly denied: () => string[]
  /** Every key that was ever shown, with each version. */
  readonly seen: Set<string>
  readonly reopened: () => number
  readonly types: Array<'SNAPSHOT' | 'DELTA'>
  isLive(): boolean
  close(): Promise<void>
}

export function keepLiveList(open: (resumeFrom: string | null) => Promise<Results>, retryMs = 300): LiveList {
  const held = new Map<string, StreamedObject>()
  const state = { isClosed: false, isLive: false, opened: 0, token: null as string | null, denied: [] as string[] }
  const refusals: string[] = []
  const seen = new Set<string>()
  const types: LiveList['types'] = []
  let results: Results | null = null

  const take = (batch: Batch): void => {
    applyBatch(held, batch)
    types.push(batch.type)
    for (const { object, key } of batch.changes) if (object) seen.add(`${key}@${object.metadata.resourceVersion}`)
    state.denied = batch.denied.map(({ namespace }) => namespace)
    if (batch.token !== '') state.token = batch.token
    if (batch.isComplete) state.isLive = true
  }
  const run = async (): Promise<void> => {
    while (!state.isClosed) {
      try {
        state.opened += 1
        results = await open(state.token)
        for (;;) {
          const result = await results.next(3_600_000)
          const code = result.errors?.[0]?.extensions.code
          if (code === undefined) take(batchOf(result))
          if (code !== undefined) throw new Error(`{"code":"${code}"}`)
        }
      } catch (error) {
        state.isLive = false
        results?.close()
        const code = /"code":"(\w+)"/.exec(String(error))?.[1]
        if (code !== undefined) refusals.push(code)
        // What may no longer be seen is no longer held, and the next stream begins with all there is.
        if (['FORBIDDEN', 'NOT_FOUND', 'QUERY_INVALID'].includes(code ?? '')) held.clear()
        if (code !== undefined) state.token = null
        if (!state.isClosed) await delay(retryMs)
      }
    }
  }
  const running = run()
  return {
    versions: () => new Map([...held].map(([key, object]) => [key, object.metadata.resourceVersion])),
    refusals,
    denied: () => state.denied,
    seen,
    types,
    reopened: () => Math.max(0, state.opened - 1),
    isLive: () => state.isLive,
    async close() {
      state.isClosed = true
      results?.close()
      await running
    },
  }
}
