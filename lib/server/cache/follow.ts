import { createLimiter } from '#domain/concurrency.ts'
import { selectedName } from '#domain/field-selector.ts'
import type { ObjectSelection } from '#domain/list-query.ts'
import type { AppError } from '#errors/app-error.ts'
import type { UserClient } from '../kube/user-client.ts'
import type { Session } from '../services.ts'
import { createCachedSource } from './cached-source.ts'
import type { FollowEars, FollowSource } from './follow-source.ts'
import type { ListPool } from './list-pool.ts'
import { asUser } from './list-source.ts'
import { createLiveSource } from './live-source.ts'
import { isDenial } from './parts.ts'
import { createPendingChanges, type ToldChange } from './pending-changes.ts'
import { readResumeToken, writeResumeToken } from './resume-token.ts'
import { plainColumns } from './row.ts'
import type { ScopeDoor } from './scope-door.ts'
import { type Scope, streamReviewMs, watchScopeRights } from './scope-rights.ts'
import type { ChangeBatch, DeniedNamespace } from './scoped-store.ts'
import { wholeFilter } from './selection-filter.ts'
import { selectionHash } from './selection-hash.ts'
import { toStoredObject } from './stored-object.ts'

export type FollowDeps = {
  users: UserClient
  door: ScopeDoor
  pool: ListPool
  now: () => number
  /** Told when rights may have changed. Returns how to stop. */
  onEpoch(listener: () => void): () => void
}

/** How often rights are looked at again. */
const reviewEveryMs = 5_000
/** Changes that come together are told together. */
const coalesceMs = 50
const atOnce = 8
/** A list that is still being read is waited for; else it is read for the follow alone. */
const patienceMs = 30_000

export async function* follow(
  { users, door, pool, now, onEpoch }: FollowDeps,
  session: Session,
  selection: ObjectSelection,
  namespaces: ReadonlyArray<string | null>,
  resumeFrom: string | null,
  signal: AbortSignal,
): AsyncGenerator<ChangeBatch, void, void> {
  const of = selectionHash(selection)
  const { resource } = selection
  const onlyName = selectedName(selection.fieldSelector)
  // One object is watched by its name: no list is read for it, and it may be the only one that the user may see.
  const filter = onlyName === null ? wholeFilter(selection) : null
  const pending = createPendingChanges()
  const scopes: Scope[] = namespaces.map(namespace => ({ namespace, source: null, refusal: null, isBeingWorded: false, isListed: false }))
  const over = new AbortController()
  const life = AbortSignal.any([signal, over.signal])
  let failure: AppError | null = null
  let needsSnapshot = true
  let hasNewDenials = false
  let isSnapshotting = false
  let wake = (): void => undefined

  const earsOf = (scope: Scope): FollowEars => ({
    changed(change) {
      pending.push(change)
      wake()
    },
    lost() {
      needsSnapshot = true
      wake()
    },
    failed(error) {
      if (isDenial(error)) deny(scope, error)
      else fail(error)
      wake()
    },
  })
  /** Ends it, whatever it waits for. */
  function fail(error: AppError): void {
    failure ??= error
    over.abort()
    wake()
  }
  function readAnew(): void {
    needsSnapshot = true
    wake()
  }
  /** What the reader has of it goes. */
  function deny(scope: Scope, refusal: AppError): void {
    for (const change of scope.source?.everything() ?? []) pending.push(change)
    close(scope)
    scope.refusal = refusal
    hasNewDenials = true
    // What of it was taken for the snapshot is not told any more.
    if (isSnapshotting) needsSnapshot = true
    wake()
  }

  function worded({ isListed }: Scope): void {
    hasNewDenials = true
    if (isListed) needsSnapshot = true
    wake()
  }

  async function open(scope: Scope): Promise<void> {
    // By a review as old as a page may go by, what was lost just before would be shown until rights are looked at: for ten seconds in all.
    const entered = filter ? await door.enter(session, resource, scope.namespace, { patienceMs, atMostMs: streamReviewMs }, life) : null
    // It was lost meanwhile, or the reader has gone.
    if (scope.isBeingWorded || life.aborted) return
    scope.refusal = null
    if (entered?.from === 'CACHE' && filter) {
      const { list, only } = entered
      scope.source = createCachedSource({ list, only, source: asUser(users, session) }, filter, earsOf(scope), pool.hold(list))
    } else scope.source = createLiveSource(users, session, selection, scope.namespace, earsOf(scope))
  }
  function close(scope: Scope): void {
    scope.source?.stop()
    scope.source = null
  }
  const sources = (): FollowSource[] => scopes.flatMap(({ source }) => source ?? [])
  const denied = (): DeniedNamespace[] =>
    scopes.flatMap(({ namespace, refusal }) =>
      refusal && isDenial(refusal) && namespace !== null ? [{ namespace, code: refusal.code, reason: refusal.message }] : [],
    )

  function batch(type: ChangeBatch['type'], changes: readonly ToldChange[], isFirst: boolean, token: string | null): ChangeBatch {
    const [source] = sources()
    const columns = source?.columns() ?? plainColumns
    const nowMs = source?.nowMs() ?? Date.now()
    const objects = changes.map(change => ({ type: change.type, object: toStoredObject(change.row, resource, columns, nowMs) }))
    return { type, isFirst, isComplete: token !== null, columns, changes: objects, token: token ?? '', denied: denied() }
  }
  function tokenAt(versionOf: (scope: Scope) => string | undefined): string {
    const at = scopes.flatMap(scope => (scope.source ? [[scope.namespace ?? '', versionOf(scope) ?? ''] as const] : []))
    return at.every(([, version]) => /^\d+$/.test(version)) ? writeResumeToken({ of, at: Object.fromEntries(at) }) : ''
  }
  const tokenNow = (): string => tokenAt(({ source }) => source?.resourceVersion())

  /** Opens what is not open; a refusal of all is thrown. */
  async function openAll(): Promise<void> {
    const limit = createLimiter(atOnce)
    const closed = scopes.filter(({ source, isBeingWorded }) => !source && !isBeingWorded)
    await Promise.all(closed.map(scope => limit(async () => (life.aborted ? undefined : open(scope)))))
    if (failure) throw failure
  }
  /** Changes since a token, where all of them are known. */
  async function resumed(): Promise<ToldChange[] | null> {
    const from = readResumeToken(resumeFrom, of, namespaces)
    if (from === null) return null
    const limit = createLimiter(atOnce)
    const caughtUp = await Promise.all(
      scopes.map(async ({ namespace, source }) => {
        const at = from[namespace ?? ''] ?? ''
        const isBehind = source && at !== '' && source.since(at) === null
        return { source, at, later: isBehind ? await limit(() => source.catchUp(at, life)) : null }
      }),
    )
    // What was lost meanwhile begins anew.
    if (needsSnapshot || scopes.some(({ source }, index) => source !== caughtUp[index]?.source)) return null
    pending.clear()
    for (const { source, at, later } of caughtUp) {
      const changes = source?.since(at) ?? later?.() ?? null
      if (changes === null) return null
      for (const change of changes) pending.push(change)
    }
    return pending.isTooMuch ? null : pending.take()
  }

  async function* snapshot(): AsyncGenerator<ChangeBatch, void, void> {
    isSnapshotting = true
    try {
      yield* tellAll()
    } finally {
      isSnapshotting = false
    }
  }
  async function* tellAll(): AsyncGenerator<ChangeBatch, void, void> {
    hasNewDenials = false
    pending.clear()
    // All as of one moment, from which on changes are pending.
    const taken = new Map(scopes.flatMap(scope => (scope.source ? [[scope, scope.source.snapshot(life)] as const] : [])))
    let isFirst = true
    let held: ToldChange[] = []
    for (const [scope, { rows }] of taken) {
      try {
        for await (const batchOfRows of rows) {
          if (needsSnapshot || pending.isTooMuch) return
          if (held.length > 0) {
            yield batch('SNAPSHOT', held, isFirst, null)
            isFirst = false
          }
          held = batchOfRows.map(row => ({ type: 'ADDED', row }))
        }
      } catch (thrown) {
        if (!isDenial(thrown)) throw thrown
        close(scope)
        scope.refusal = thrown
      }
    }
    requireOne()
    if (needsSnapshot || pending.isTooMuch) return
    const token = tokenAt(scope => taken.get(scope)?.resourceVersion())
    yield batch('SNAPSHOT', held, isFirst, token)
  }
  function requireOne(): void {
    const [first] = scopes
    if (first?.refusal && scopes.every(({ refusal, isBeingWorded }) => refusal && !isBeingWorded)) throw first.refusal
  }

  const rights = watchScopeRights({ users, door, now }, session, selection, scopes, { deny, readAnew, worded, fail }, life)
  const stopEpoch = onEpoch(rights.look)
  const timer = setInterval(rights.look, reviewEveryMs).unref()
  const stopWaiting = (): void => wake()
  signal.addEventListener('abort', stopWaiting)
  try {
    // What is lost from here on is to be read anew, also while something else is being opened.
    needsSnapshot = false
    await openAll()
    const since = resumeFrom === null || needsSnapshot ? null : await resumed()
    if (since) yield batch('DELTA', since, true, tokenNow())
    else if (!needsSnapshot) yield* snapshot()
    let toldAtMs = now()
    while (!signal.aborted) {
      if (failure) throw failure
      if (needsSnapshot || pending.isTooMuch) {
        // What was lost begins anew, and may be had in another way by now.
        if (needsSnapshot) for (const scope of scopes) close(scope)
        needsSnapshot = false
        await openAll()
        if (needsSnapshot) continue
        yield* snapshot()
        toldAtMs = now()
        continue
      }
      if (pending.size === 0 && !hasNewDenials) {
        await new Promise<void>(resolve => {
          wake = resolve
          if (signal.aborted || failure || needsSnapshot) resolve()
        })
        continue
      }
      const waitMs = Math.min(coalesceMs, toldAtMs + coalesceMs - now())
      if (waitMs > 0) await new Promise<void>(resolve => setTimeout(resolve, waitMs))
      if (signal.aborted || needsSnapshot || pending.isTooMuch) continue
      requireOne()
      hasNewDenials = false
      toldAtMs = now()
      yield batch('DELTA', pending.take(), true, tokenNow())
    }
  } catch (thrown) {
    if (!signal.aborted) throw failure ?? thrown
  } finally {
    over.abort()
    rights.stop()
    clearInterval(timer)
    stopEpoch()
    signal.removeEventListener('abort', stopWaiting)
    for (const scope of scopes) close(scope)
  }
}
