import type { ObjectSelection } from '#domain/list-query.ts'
import { AppError, toAppError } from '#errors/app-error.ts'
import type { UserClient } from '../kube/user-client.ts'
import type { Session } from '../services.ts'
import { createCachedSource } from './cached-source.ts'
import type { FollowEars, FollowSource } from './follow-source.ts'
import type { ListPool } from './list-pool.ts'
import { asUser } from './list-source.ts'
import { createLiveSource } from './live-source.ts'
import { isDenial } from './parts.ts'
import { createPendingChanges, type ToldChange } from './pending-changes.ts'
import { readPage } from './read-list.ts'
import { readResumeToken, writeResumeToken } from './resume-token.ts'
import { plainColumns } from './row.ts'
import type { ScopeDoor } from './scope-door.ts'
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

/** Where a scope stands: it has a source, or its refusal. */
type Scope = { namespace: string | null; source: FollowSource | null; refusal: AppError | null }

/** How often rights are looked at again. */
const reviewEveryMs = 5_000
/** How old the answers may be that were asked for something else. */
const streamReviewMs = 1_000
/** Changes that come together are told together. */
const coalesceMs = 50
/** For how long nothing may be known of the cluster, before that is said. */
const longestStaleMs = 10_000
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
  const filter = wholeFilter(selection)
  const pending = createPendingChanges()
  const scopes: Scope[] = namespaces.map(namespace => ({ namespace, source: null, refusal: null }))
  let failure: AppError | null = null
  let needsSnapshot = true
  let hasNewDenials = false
  let confirmedAtMs = now()
  let isChecking = false
  let wantsCheck = false
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
      else failure ??= error
      wake()
    },
  })
  /** What the reader has of it goes. */
  function deny(scope: Scope, refusal: AppError): void {
    for (const change of scope.source?.everything() ?? []) pending.push(change)
    close(scope)
    scope.refusal = refusal
    hasNewDenials = true
  }

  async function open(scope: Scope): Promise<void> {
    const entered = filter ? await door.enter(session, resource, scope.namespace, patienceMs, signal) : null
    scope.refusal = null
    if (entered?.from === 'CACHE' && filter) scope.source = createCachedSource(entered.list, entered.only, filter, earsOf(scope), pool.hold(entered.list))
    else scope.source = createLiveSource(users, session, selection, scope.namespace, earsOf(scope))
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

  /** Asks the kube-apiserver itself, as the user: its word is what a refusal says. Null where it does not refuse. */
  async function refusalOf({ namespace }: Scope): Promise<AppError | null> {
    const { labelSelector, fieldSelector } = selection
    const page = readPage(asUser(users, session), resource, namespace, { limit: '1', labelSelector, fieldSelector }, signal)
    return page
      .next()
      .then(
        () => null,
        // In doubt what the review said stands.
        (thrown: unknown) => (isDenial(thrown) ? thrown : new AppError('FORBIDDEN', 'The cluster does not let you list and watch this any more.')),
      )
      .finally(() => page.return())
  }

  /** Rights as of now: what was lost goes, what was gained comes. */
  async function checkRights(): Promise<void> {
    for (const scope of scopes) {
      const isAllowed = await door.mayRead(session, resource, scope.namespace, streamReviewMs)
      if (signal.aborted) return
      if (scope.source && !isAllowed) await withdraw(scope)
      if (!scope.source && isAllowed) await admit(scope)
    }
    confirmedAtMs = now()
  }
  async function withdraw(scope: Scope): Promise<void> {
    const refusal = await refusalOf(scope)
    if (refusal) deny(scope, refusal)
    // Some clusters allow a list with a selector alone; then it is read live.
    else if (scope.source?.from === 'CACHE') needsSnapshot = true
    wake()
  }
  async function admit(scope: Scope): Promise<void> {
    await open(scope)
    hasNewDenials = true
    if (scope.source?.from === 'LIVE') needsSnapshot = true
    else
      for await (const rows of scope.source?.snapshot(signal).rows ?? [])
        for (const row of rows) pending.push({ key: row.key, had: false, seen: row, last: row })
    wake()
  }
  function look(): void {
    if (sources().some(source => source.staleMs() > longestStaleMs))
      failure ??= new AppError('CLUSTER_UNREACHABLE', 'The kube-apiserver does not answer; what was shown may be old.')
    wantsCheck = true
    if (!isChecking) void check()
    if (failure) wake()
  }
  // What was asked for while a check went on is checked after it: rights may have changed in between.
  async function check(): Promise<void> {
    isChecking = true
    while (wantsCheck && !signal.aborted) {
      wantsCheck = false
      await checkRights().catch((thrown: unknown) => {
        if (now() - confirmedAtMs > longestStaleMs) failure ??= toAppError(thrown)
      })
    }
    isChecking = false
    if (failure) wake()
  }

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
    for (const scope of scopes) if (!scope.source) await open(scope)
  }
  /** Changes since a token, where all of them are known. */
  function resumed(): ToldChange[] | null {
    const from = readResumeToken(resumeFrom, of, namespaces)
    if (from === null) return null
    pending.clear()
    for (const { namespace, source } of scopes) {
      const changes = source?.since(from[namespace ?? ''] ?? '') ?? null
      if (changes === null) return null
      for (const change of changes) pending.push(change)
    }
    return pending.isTooMuch ? null : pending.take()
  }

  async function* snapshot(): AsyncGenerator<ChangeBatch, void, void> {
    needsSnapshot = false
    hasNewDenials = false
    pending.clear()
    // All as of one moment, from which on changes are pending.
    const taken = new Map(scopes.flatMap(scope => (scope.source ? [[scope, scope.source.snapshot(signal)] as const] : [])))
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
    if (first?.refusal && scopes.every(({ refusal }) => refusal)) throw first.refusal
  }

  const stopEpoch = onEpoch(look)
  const timer = setInterval(look, reviewEveryMs).unref()
  const stopWaiting = (): void => wake()
  signal.addEventListener('abort', stopWaiting)
  try {
    await openAll()
    const since = resumeFrom === null ? null : resumed()
    if (since) {
      needsSnapshot = false
      yield batch('DELTA', since, true, tokenNow())
    }
    let toldAtMs = 0
    while (!signal.aborted) {
      if (failure) throw failure
      if (needsSnapshot || pending.isTooMuch) {
        // What was lost begins anew, and may be had in another way by now.
        if (needsSnapshot) for (const scope of scopes) close(scope)
        await openAll()
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
      const waitMs = toldAtMs + coalesceMs - now()
      if (waitMs > 0) await new Promise<void>(resolve => setTimeout(resolve, waitMs))
      if (signal.aborted || needsSnapshot || pending.isTooMuch) continue
      requireOne()
      hasNewDenials = false
      toldAtMs = now()
      yield batch('DELTA', pending.take(), true, tokenNow())
    }
  } catch (thrown) {
    if (!signal.aborted) throw thrown
  } finally {
    clearInterval(timer)
    stopEpoch()
    signal.removeEventListener('abort', stopWaiting)
    for (const scope of scopes) close(scope)
  }
}
