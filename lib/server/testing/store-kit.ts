import type { Identity } from '#contract/identity.ts'
import type { ListQuery } from '#domain/list-query.ts'
import { createAccessReviewer } from '../access/review-access.ts'
import type { CacheLimits } from '../cache/byte-budget.ts'
import { createScopedStore, type RunningStore } from '../cache/create-scoped-store.ts'
import { asServer } from '../cache/list-source.ts'
import type { ChangeBatch, ListPage } from '../cache/scoped-store.ts'
import { createOwnClient } from '../kube/own-client.ts'
import { createUserClient, type UserClient } from '../kube/user-client.ts'
import type { Session } from '../services.ts'
import { type FakeLists, widgets } from './fake-lists.ts'
import { sessionOf, silent, someone } from './session-kit.ts'

/** A store over a fake kube-apiserver. `more.now`: its clock. */
export function storeOver({ kube }: FakeLists, more: { limits?: CacheLimits; now?: () => number; isShared?: boolean } = {}): RunningStore {
  const users = usersOver({ kube })
  const client = createOwnClient(kube.connection)
  const { isShared = false, ...rest } = more
  const reviewer = createAccessReviewer(client, { refusals: async () => () => null }, more.now ?? Date.now)
  return createScopedStore({ users, reviewer, logger: silent, ...rest, shared: isShared ? { source: asServer(kube.connection), client } : null })
}

export function usersOver({ kube }: Pick<FakeLists, 'kube'>): UserClient {
  return createUserClient(kube.connection, async () => 'classic', '1.2.3')
}

export function userSession(name: string, more: Partial<Identity> = {}): Session {
  return sessionOf({ id: `session-of-${name}`, identity: { ...someone, name, ...more } })
}

export function listQuery(more: Partial<ListQuery> = {}): ListQuery {
  const nothing = { labelSelector: '', fieldSelector: '', where: [], search: '', health: [], sortBy: [], after: null, live: false }
  return { resource: widgets, namespaces: null, ...nothing, first: 100, ...more }
}

export const forever = new AbortController().signal

/** Asks until the answer comes from the cache. */
export async function cachedPage(store: RunningStore, session: Session, query: ListQuery): Promise<ListPage> {
  for (;;) {
    const page = await store.page(session, query, forever)
    if (page.source.from === 'CACHE') return page
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

export function keysOf(page: Pick<ListPage, 'objects'>): string[] {
  return page.objects.map(({ key }) => key)
}

/** What a client holds that reads a follow: every object by key with its resource version, as the batches say. */
export function createReader() {
  const held = new Map<string, string>()
  const mistakes: string[] = []
  let snapshot = new Map<string, string>()
  return {
    held,
    /** Changes that do not fit what was told before. */
    mistakes,
    take({ type, isFirst, isComplete, changes }: ChangeBatch): void {
      if (type === 'SNAPSHOT' && isFirst) snapshot = new Map()
      const into = type === 'SNAPSHOT' ? snapshot : held
      for (const change of changes) {
        const { key, resourceVersion } = change.object
        if ((change.type === 'ADDED') === into.has(key)) mistakes.push(`${change.type} ${key}`)
        if (change.type === 'DELETED') into.delete(key)
        else into.set(key, resourceVersion)
      }
      if (type !== 'SNAPSHOT' || !isComplete) return
      held.clear()
      for (const [key, version] of snapshot) held.set(key, version)
    },
  }
}
