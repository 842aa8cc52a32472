import { createLimiter } from '#domain/concurrency.ts'
import { selectedName } from '#domain/field-selector.ts'
import type { ObjectSelection } from '#domain/list-query.ts'
import { AppError } from '#errors/app-error.ts'
import type { UserClient } from '../kube/user-client.ts'
import type { Session } from '../services.ts'
import type { FollowSource } from './follow-source.ts'
import { inTime } from './in-time.ts'
import { asUser } from './list-source.ts'
import { isDenial } from './parts.ts'
import { readPage } from './read-list.ts'
import type { ScopeDoor } from './scope-door.ts'

/**
 * Where a scope stands: it has a source, or its refusal. `isBeingWorded`: the kube-apiserver is asked for what its refusal says.
 * `isListed`: the kube-apiserver lets the user list, whatever the review says; some clusters allow that with a selector alone.
 */
export type Scope = { namespace: string | null; source: FollowSource | null; refusal: AppError | null; isBeingWorded: boolean; isListed: boolean }

/** What a follow does as rights change. */
export type ScopeRightsEars = {
  /** A scope is lost: what the reader has of it goes. */
  deny(scope: Scope, refusal: AppError): void
  /** All of it is to be read anew: a scope was gained. */
  readAnew(): void
  /** It is known how the refusal of a scope is said, or that there is none. */
  worded(scope: Scope): void
  /** Nothing was heard of the cluster for too long. */
  fail(error: AppError): void
}

/** How old the answers may be that were asked for something else. */
export const streamReviewMs = 1_000
/** For how long nothing may be known of the cluster, before that is said. */
const longestStaleMs = 10_000
/** How long one question about rights may take, and when it is asked again where it failed. */
const askMs = 3_000
const askAgainMs = 1_000
const atOnce = 8

export type ScopeRightsDeps = { users: UserClient; door: ScopeDoor; now: () => number }

/** Looks, whenever it is told to, whether what a follow shows may still be seen by its user, and what else may be by now. */
export function watchScopeRights(
  { users, door, now }: ScopeRightsDeps,
  session: Session,
  selection: ObjectSelection,
  scopes: readonly Scope[],
  ears: ScopeRightsEars,
  life: AbortSignal,
): { look(): void; stop(): void } {
  const { resource } = selection
  const onlyName = selectedName(selection.fieldSelector)
  let confirmedAtMs = now()
  let isChecking = false
  let wantsCheck = false
  let askingAgain: NodeJS.Timeout | undefined

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
    if (isAllowed && scope.refusal && !scope.isBeingWorded) return ears.readAnew()
    if (isAllowed || !scope.source) return
    const refusal = scope.isListed ? await refusalOf(scope) : null
    if (refusal) ears.deny(scope, refusal)
    if (!scope.isListed && (await inTime(door.isLost(session, { resource, namespace, name: onlyName }), askMs))) withdraw(scope)
  }
  /** First nothing more is told, then it is asked how that is said: the kube-apiserver may take its time. */
  function withdraw(scope: Scope): void {
    ears.deny(scope, new AppError('FORBIDDEN', 'The cluster does not let you list and watch this any more.'))
    scope.isBeingWorded = true
    void word(scope)
  }
  async function word(scope: Scope): Promise<void> {
    // In doubt what the review said stands.
    scope.refusal = await refusalOf(scope).catch(() => scope.refusal)
    scope.isBeingWorded = false
    scope.isListed = scope.refusal === null
    ears.worded(scope)
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
  function look(): void {
    if (now() - confirmedAtMs > longestStaleMs || scopes.some(({ source }) => source !== null && source.staleMs() > longestStaleMs))
      ears.fail(new AppError('CLUSTER_UNREACHABLE', 'The kube-apiserver does not answer; what was shown may be old.'))
    wantsCheck = true
    if (!isChecking) void check()
  }
  return { look, stop: () => clearTimeout(askingAgain) }
}
