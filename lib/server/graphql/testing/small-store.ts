import type { Change, ChangeBatch, ScopedStore, StoredObject } from '../../cache/scoped-store.ts'
import type { Session } from '../../services.ts'

/** One `follow` of the store, as its test sees it. */
export type Followed = {
  session: Session
  resumeFrom: string | null
  signal: AbortSignal
  send(batch: ChangeBatch): void
  fail(error: unknown): void
  taken: number
}

export function thing(name: string, spec: unknown, resourceVersion = '1'): StoredObject {
  const object = { metadata: { name }, spec }
  return {
    resource: { group: 'g', version: 'v1', resource: 'things' } as unknown as StoredObject['resource'],
    key: `/${name}`,
    namespace: '',
    name,
    uid: name,
    resourceVersion,
    labels: {},
    health: 'unknown',
    cells: null,
    columns: null,
    isParsed: true,
    read: () => object as never,
  }
}

export function batchOf(changes: Change[], more: Partial<ChangeBatch> = {}): ChangeBatch {
  return { type: 'DELTA', isFirst: true, isComplete: true, columns: [], changes, token: '', denied: [], ...more }
}

/** A snapshot of things. */
export function snapshotOf(objects: StoredObject[], token = 't0', more: Partial<ChangeBatch> = {}): ChangeBatch {
  return batchOf(
    objects.map(object => ({ type: 'ADDED', object })),
    { type: 'SNAPSHOT', token, ...more },
  )
}

/** A store whose streams say what the test has them say. */
export function createSmallStore(objects: StoredObject[] = []) {
  const followed: Followed[] = []
  const store: Pick<ScopedStore, 'page' | 'follow'> = {
    page: async (_session, { first }) => ({
      columns: [],
      objects: objects.slice(0, first),
      endCursor: null,
      total: objects.length,
      resourceVersion: '1',
      source: { from: 'LIVE', reason: '' },
      denied: [],
    }),
    async *follow(session, _selection, resumeFrom, signal) {
      const waiting: (ChangeBatch | { error: unknown })[] = []
      let wake = (): void => undefined
      const add = (item: ChangeBatch | { error: unknown }): void => {
        waiting.push(item)
        wake()
      }
      const own: Followed = { session, resumeFrom, signal, taken: 0, send: add, fail: error => add({ error }) }
      followed.push(own)
      signal.addEventListener('abort', () => wake())
      while (!signal.aborted) {
        const next = waiting.shift()
        if (next === undefined) {
          await new Promise<void>(resolve => {
            wake = resolve
          })
          continue
        }
        if ('error' in next) throw next.error
        own.taken += 1
        yield next
      }
    },
  }
  return { store: store as ScopedStore, followed }
}
