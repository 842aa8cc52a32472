import { createLimiter } from '#domain/concurrency.ts'
import { selectedName } from '#domain/field-selector.ts'
import type { ObjectSelection } from '#domain/list-query.ts'
import { AppError } from '#errors/app-error.ts'
import type { UserClient } from '../kube/user-client.ts'
import type { Session } from '../services.ts'
import { createCachedSource } from './cached-source.ts'
import type { FollowEars, FollowSource } from './follow-source.ts'
import { inTime } from './in-time.ts'
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

/**
 * Where a scope stands: it has a source, or its refusal. `isBeingWorded`: the kube-apiserver is asked for what its refusal says.
 * `isListed`: the kube-apiserver lets the user list, whatever the review says; some clusters allow that with a selector alone.
 */
type Scope = { namespace: string | null; source: FollowSource | null; refusal: AppError | null; isBeingWorded: boolean; isListed: boolean }

/** How often rights are looked at again. */
const reviewEveryMs = 5_000
/** How old the answers may be that were asked for something else. */
const streamReviewMs = 1_000
/** Changes that come together are told together. */
const coalesceMs = 50
/** For how long nothing may be known of the cluster, before that is said. */
const longestStaleMs = 10_000
/** How long one question about rights may take, and when it is asked again where it failed. */
const askMs = 3_000
const askAgainMs = 1_000
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
  let confirmedAtMs = now()
  let isSnapshotting = false
  let isChecking = false
  let wantsCheck = false
  let askingAgain: NodeJS.Timeout | undefined
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

  async function open(scope: Scope): Promise<void> {
    // By a review as old as a page may go by, what was lost just before would be shown until rights are looked at: for ten seconds in all.
    const entered = filter ? await door.enter(session, resource, scope.namespace, patienceMs, life, streamReviewMs) : null
    // It was lost meanwhile.
    if (scope.isBeingWorded) return
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

  /** Asks the kube-apiserver itself, as the user: null where it does not refuse. */
  async function refusalOf({ namespace }: Scope): Promise<AppError | null> {
    const { labelSelector, fieldSelector } = selection
    const limited = AbortSignal.any([life, AbortSignal.timeout(askMs)])
    const page = readPage(asUser(users, session), resource, namespace, { limit: '1', labelSelector, fieldSelector }, limited)
    const refusal = page.next().then(
      () => null,
      (thrown: unknown) => {
        if (isDenial(thrown)) return thrown
        throw thrown
      },
    )
    return inTime(refusal, askMs).finally(() => void page.return().catch(() => undefined))
  }

  /** Rights as of now: what was lost goes, what was gained comes. */
  async function checkRights(): Promise<void> {
    const askedAtMs = now()
    const limit = createLimiter(atOnce)
    const checks = await Promise.allSettled(scopes.map(scope => limit(() => checkScope(scope))))
    for (const each of checks) if (each.status === 'rejected') throw each.reason
    confirmedAtMs = askedAtMs
  }
  async function checkScope(scope: Scope): Promise<void> {
    const { namespace } = scope
    const isAllowed = await inTime(door.mayRead(session, { resource, namespace, name: onlyName }, streamReviewMs), askMs)
    if (isAllowed) scope.isListed = false
    if (isAllowed && scope.refusal && !scope.isBeingWorded) return readAnew()
    if (isAllowed || !scope.source) return
    const refusal = scope.isListed ? await refusalOf(scope) : null
    if (refusal) deny(scope, refusal)
    if (!scope.isListed && (await inTime(door.isLost(session, { resource, namespace, name: onlyName }), askMs))) withdraw(scope)
  }
  /** First nothing more is told, then it is asked how that is said: the kube-apiserver may take its time. */
  function withdraw(scope: Scope): void {
    deny(scope, new AppError('FORBIDDEN', 'The cluster does not let you list and watch this any more.'))
    scope.isBeingWorded = true
    void word(scope)
  }
  async function word(scope: Scope): Promise<void> {
    // In doubt what the review said stands.
    scope.refusal = await refusalOf(scope).catch(() => scope.refusal)
    scope.isBeingWorded = false
    scope.isListed = scope.refusal === null
    hasNewDenials = true
    if (scope.isListed) needsSnapshot = true
    wake()
  }
  function look(): void {
    if (now() - confirmedAtMs > longestStaleMs || sources().some(source => source.staleMs() > longestStaleMs))
      fail(new AppError('CLUSTER_UNREACHABLE', 'The kube-apiserver does not answer; what was shown may be old.'))
    wantsCheck = true
    if (!isChecking) void check()
  }
  // What was asked for while a check went on is checked after it: rights may have changed in between.
  async function check(): Promise<void> {
    isChecking = true
    while (wantsCheck && !life.aborted) {
      wantsCheck = false
      await checkRights().catch(() => {
        clearTimeout(askingAgain)
        if (!life.aborted) askingAgain = setTimeout(look, askAgainMs).unref()
      })
    }
    isChecking = false
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
    for (const scope of scopes) if (!scope.source && !scope.isBeingWorded) await open(scope)
    if (failure) throw failure
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
    isSnapshotting = true
    try {
      yield* tellAll()
    } finally {
      isSnapshotting = false
    }
  }
  async function* tellAll(): AsyncGenerator<ChangeBatch, void, void> {
    needsSnapshot = false
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
    if (!signal.aborted) throw failure ?? thrown
  } finally {
    over.abort()
    clearTimeout(askingAgain)
    clearInterval(timer)
    stopEpoch()
    signal.removeEventListener('abort', stopWaiting)
    for (const scope of scopes) close(scope)
  }
}
