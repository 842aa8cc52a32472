import type { Logger } from 'pino'
import { createLimiter } from '#domain/concurrency.ts'
import { selectedName } from '#domain/field-selector.ts'
import type { ListQuery } from '#domain/list-query.ts'
import { AppError } from '#errors/app-error.ts'
import type { FreshReviewer } from '../access/review-access.ts'
import type { OwnClient } from '../kube/own-client.ts'
import type { Readiness } from '../kube/readiness.ts'
import type { UserClient } from '../kube/user-client.ts'
import type { Session } from '../services.ts'
import { type CacheLimits, cacheLimits } from './byte-budget.ts'
import { cachedPart } from './cached-part.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { doubtingSource, doubtingUsers } from './doubt-refusals.ts'
import { follow } from './follow.ts'
import { createListPool } from './list-pool.ts'
import type { ListSourceClient } from './list-source.ts'
import { livePart } from './live-part.ts'
import { livePlainPage } from './live-plain-page.ts'
import { createNotedChanges } from './noted-changes.ts'
import { type Part, type PartQuestion, sortOutDenied } from './parts.ts'
import { watchRbac } from './rbac-watch.ts'
import { readObject } from './read-object.ts'
import { plainColumns } from './row.ts'
import { scanScopes } from './scan.ts'
import { createScopeDoor, type PartSource, scopesOf } from './scope-door.ts'
import type { ListPage, ScopedStore } from './scoped-store.ts'
import { ownFilter, type SelectionFilter, wholeFilter } from './selection-filter.ts'
import { selectionHash } from './selection-hash.ts'
import { toStoredObject } from './stored-object.ts'
import type { WatchedList } from './watched-list.ts'

export type ScopedStoreDeps = {
  users: UserClient
  reviewer: FreshReviewer
  logger: Logger
  now?: () => number
  limits?: CacheLimits
  /** Where the server was installed with rights of its own to read custom resources (`install --shared-cache`): reads as itself. */
  shared?: { source: ListSourceClient; client: OwnClient } | null
  /** Whether the kube-apiserver is to be believed where it refuses. */
  isReady?: Readiness
}

/** Figures of the cache as of now, and answers since the start. */
export type CacheMetrics = { lists: number; objects: number; bytes: number; refused: number; followers: number; cachedPages: number; livePages: number }

export type RunningStore = ScopedStore & { close(): Promise<void>; metrics(): CacheMetrics }

/** A filtered or sorted page of a list that is still being read waits for it, which is shorter than reading all of it a second time. */
const patienceMs = 5_000
const atOnce = 8
/** The kube-apiserver's authorizer takes a moment to notice what was changed at it. */
const authorizerLagMs = 500

export function createScopedStore({
  users: believing,
  reviewer,
  logger,
  now = Date.now,
  limits = cacheLimits,
  shared = null,
  isReady = async () => true,
}: ScopedStoreDeps): RunningStore {
  const users = doubtingUsers(believing, isReady)
  const pool = createListPool({ logger, now, limits })
  const notes = createNotedChanges(now)
  const door = createScopeDoor({ users, reviewer, pool, notes, shared: shared && doubtingSource(shared.source, isReady), isReady })
  const stop = new AbortController()
  const epochListeners = new Set<() => void>()
  const counts = { followers: 0, cachedPages: 0, livePages: 0 }

  function newEpoch(): void {
    reviewer.forget()
    pool.forgetRefusals()
    for (const listener of epochListeners) listener()
  }
  function bumpEpoch(): void {
    newEpoch()
    setTimeout(newEpoch, authorizerLagMs).unref()
  }
  function onEpoch(listener: () => void): () => void {
    epochListeners.add(listener)
    return () => epochListeners.delete(listener)
  }
  if (shared) void watchRbac(shared.client, bumpEpoch, logger, stop.signal)

  async function page(session: Session, query: ListQuery, signal: AbortSignal): Promise<ListPage> {
    if (!(query.first >= 1 && query.first <= 500)) throw new AppError('BAD_REQUEST', 'A page holds 1 to 500 objects.')
    const cursor = readCursor(query)
    const scopes = scopesOf(query)
    const filter = wholeFilter(query)
    const isPlain = ownFilter(query).takesAll && query.sortBy.length === 0
    const limit = createLimiter(atOnce)
    const patience = isPlain ? 0 : patienceMs
    const whyLive = whyNotCached(query, filter)
    const entered =
      whyLive === null
        ? await Promise.all(scopes.map(namespace => limit(() => door.enter(session, query.resource, namespace, { patienceMs: patience }, signal))))
        : scopes.map((): PartSource => ({ from: 'LIVE', reason: whyLive }))
    const live = entered.find(({ from }) => from === 'LIVE')
    counts[live ? 'livePages' : 'cachedPages'] += 1
    const source = live?.from === 'LIVE' ? live : { from: 'CACHE' as const, reason: 'The cache, which a watch keeps current.' }
    if (live && isPlain) return { ...(await livePlainPage(users, session, query, scopes, cursor, signal)), source }

    // Others of many scopes may have been waited for.
    const mayStillRead = ({ list }: { list: WatchedList }) => door.mayRead(session, list).catch(() => false)
    const filterOf = selectionHash({ ...query, namespaces: null })
    const question: PartQuestion = { after: cursor?.place ?? null, limit: query.first + 1 }
    const results = await Promise.allSettled(
      entered.map((part, index) =>
        limit(async () =>
          part.from === 'CACHE' && filter && (await mayStillRead(part))
            ? cachedPart(part.list, part.only, { ...filter, of: filterOf }, query.sortBy, question, signal)
            : livePart(users, session, query, scopes[index] ?? null, question, signal),
        ),
      ),
    )
    const { parts, denied } = sortOutDenied(scopes, results)
    return { ...putTogether(query, parts), source, denied }
  }

  return {
    page,
    get: (session, resource, namespace, name, signal) => readObject(users, session, resource, namespace, name, signal),
    scan: (session, selection, signal) => scanScopes({ users, door, patienceMs }, session, selection, signal),
    async *follow(session, selection, resumeFrom, signal) {
      counts.followers += 1
      try {
        yield* follow({ users, door, pool, now, onEpoch }, session, selection, scopesOf(selection), resumeFrom, signal)
      } finally {
        counts.followers -= 1
      }
    },
    noteChange: (session, resource, resourceVersion) => notes.note(session, resource, resourceVersion),
    bumpEpoch,
    metrics: () => ({ ...pool.metrics(), ...counts }),
    async close() {
      stop.abort()
      pool.close()
    },
  }
}

/** Why a page is not taken from the cache, by what is asked for; null where it may be. */
function whyNotCached(query: ListQuery, filter: SelectionFilter | null): string | null {
  if (query.live) return 'It was asked for so.'
  if (filter === null) return 'Not cached: the selector is for the kube-apiserver alone to judge.'
  return selectedName(query.fieldSelector) === null ? null : 'Not cached: one object is read by its name.'
}

/** The parts as one page. */
function putTogether(query: ListQuery, parts: readonly Part[]): Omit<ListPage, 'source' | 'denied'> {
  const [only] = parts
  const order = only?.order
  const columns = only?.columns ?? plainColumns
  const all = order ? parts.flatMap(part => part.entries.map(entry => ({ entry, part }))).sort((a, b) => order.compare(a.entry, b.entry)) : []
  const taken = all.slice(0, query.first)
  const last = taken.at(-1)?.entry
  return {
    columns,
    objects: taken.map(({ entry, part }) => toStoredObject(entry.row, query.resource, part.columns, part.nowMs)),
    endCursor: all.length > taken.length && last ? writeCursor(query, { place: { key: last.key, values: last.values }, live: null }) : null,
    total: parts.reduce((sum, { total }) => sum + total, 0),
    resourceVersion: parts.length === 1 ? (only?.resourceVersion ?? '') : '',
  }
}
