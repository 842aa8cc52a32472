import type { AccessQuestion } from '#contract/access.ts'
import { isKeptGroup } from '#domain/impersonation-scope.ts'
import { compareKeys } from '#domain/list-order.ts'
import type { ObjectSelection } from '#domain/list-query.ts'
import type { ServedResource } from '#domain/resource.ts'
import { AppError } from '#errors/app-error.ts'
import type { FreshReviewer } from '../access/review-access.ts'
import { identityKey } from '../identity-key.ts'
import { type Readiness, startingError } from '../kube/readiness.ts'
import type { UserClient } from '../kube/user-client.ts'
import type { Session } from '../services.ts'
import type { ListOwner, ListPool } from './list-pool.ts'
import { asUser, type ListSourceClient } from './list-source.ts'
import type { NotedChanges } from './noted-changes.ts'
import type { WatchedList } from './watched-list.ts'

/**
 * Where a part of an answer comes from: the cache, of a list that has to be cut to `namespace` where it is of the whole cluster; or the
 * kube-apiserver, asked as the user.
 */
export type PartSource = { from: 'CACHE'; list: WatchedList; only: string | null } | { from: 'LIVE'; reason: string }

/** The one place where somebody is let at cached objects: never without an access review of theirs, seconds old at most. */
export type ScopeDoor = {
  /** `namespace` null: the whole cluster. */
  enter(session: Session, resource: ServedResource, namespace: string | null, how: EnterHow, signal: AbortSignal): Promise<PartSource>
  /** Whether the identity may list and watch there, by a review `atMostMs` old; throws where it could not be asked. */
  mayRead(session: Session, place: ReadPlace, atMostMs?: number): Promise<boolean>
  /** Whether a review that said no is to be believed: asked anew of a kube-apiserver that is ready. Throws CLUSTER_UNREACHABLE where it is starting. */
  isLost(session: Session, place: ReadPlace): Promise<boolean>
}

/**
 * `patienceMs`: how long a list that is still being read is waited for. `atMostMs`: how old the review may be. `isGlance`: many kinds are looked
 * through, and none is stayed with.
 */
export type EnterHow = { patienceMs: number; atMostMs?: number; isGlance?: boolean }

/** What is read: objects of a namespace (null: of the whole cluster), or of them the one of that name. */
export type ReadPlace = { resource: ServedResource; namespace: string | null; name?: string | null }

export type ScopeDoorDeps = {
  users: UserClient
  reviewer: FreshReviewer
  pool: ListPool
  notes: NotedChanges
  /** Reads as the server itself, where it was installed with its own right to; null otherwise. */
  shared: ListSourceClient | null
  isReady: Readiness
}

/** How old a review may be that a cached answer rests on. */
export const reviewMs = 5_000
/** A list of which nothing came for so long is not waited for. */
const quietMs = 4_000

export function createScopeDoor({ users, reviewer, pool, notes, shared, isReady }: ScopeDoorDeps): ScopeDoor {
  const sharedOwner: ListOwner | null = shared && { key: 'server', source: shared }

  function ownersOf(session: Session, resource: ServedResource): ListOwner[] {
    const { id, identity, viewer } = session
    // What somebody reads as another is theirs in the audit log, and not for whom they read as.
    const own = viewer
      ? { key: `${identityKey(identity)} ${id}`, source: asUser(users, session) }
      : { key: identityKey(identity), source: asUser(users, { id: 'cache', identity }) }
    return sharedOwner && isKeptGroup(resource.group) ? [sharedOwner, own] : [own]
  }

  async function mayRead(session: Session, place: ReadPlace, atMostMs = reviewMs): Promise<boolean> {
    // Whether all of a namespace may be read is asked for many at once; by its name each object would be asked for alone.
    if (place.name && (await mayRead(session, { ...place, name: null }, atMostMs))) return true
    const { resource, namespace, name } = place
    return isAllowed(session, { resource, where: { ...(namespace === null ? {} : { namespace }), ...(name ? { name } : {}) } }, atMostMs)
  }

  async function isAllowed(
    { identity }: Session,
    { resource: { group, resource }, where }: { resource: ServedResource; where: { namespace?: string; name?: string } },
    atMostMs: number,
  ): Promise<boolean> {
    const questions: AccessQuestion[] = ['list', 'watch'].map(verb => ({ verb, group, resource, ...where }))
    const answers = await reviewer.reviewFresh(identity, questions, atMostMs)
    return answers.every(({ allowed }) => allowed)
  }

  async function isLost(session: Session, place: ReadPlace): Promise<boolean> {
    if (!(await isReady())) throw startingError()
    return !(await mayRead(session, place, 0))
  }

  /** A list of the whole cluster that is there anyway holds every namespace, for who may see all of it. */
  async function coveringList(
    session: Session,
    resource: ServedResource,
    owners: readonly ListOwner[],
    { atMostMs, isGlance }: Required<Omit<EnterHow, 'patienceMs'>>,
  ): Promise<WatchedList | null> {
    for (const owner of owners) {
      const list = pool.find(owner, resource, null, isGlance)
      if (list?.isCurrent() && (await mayRead(session, { resource, namespace: null }, atMostMs))) return list
    }
    return null
  }

  function openList(owners: readonly ListOwner[], resource: ServedResource, namespace: string | null, isGlance: boolean): WatchedList | { reason: string } {
    let opened = pool.open(owners[0] as ListOwner, resource, namespace, isGlance)
    for (const owner of owners.slice(1)) if ('reason' in opened) opened = pool.open(owner, resource, namespace, isGlance)
    return opened
  }

  return {
    mayRead,
    isLost,
    async enter(session, resource, namespace, { patienceMs, atMostMs = reviewMs, isGlance = false }, signal) {
      const uncached = whyNeverCached(resource)
      if (uncached !== null) return live(uncached)
      try {
        const owners = ownersOf(session, resource)
        const covering = namespace === null ? null : await coveringList(session, resource, owners, { atMostMs, isGlance })
        const list = covering ?? openList(owners, resource, namespace, isGlance)
        if ('reason' in list) return live(list.reason)
        const release = pool.hold(list)
        await whileItFills(list, patienceMs, signal).finally(release)
        const state = list.state()
        if (state.is === 'BROKEN') return live(state.reason)
        if (state.is === 'FILLING') return live('Not cached yet: the list is being read.')
        if (!(await notes.hasReached(session, list))) return live('A change of yours has not come to the cache yet.')
        // The shared list was opened by nobody's right but the server's, and rights to an own one may have gone since.
        if (!covering && !(await mayRead(session, { resource, namespace }, atMostMs))) return live('The cluster does not let you list and watch this.')
        if (!list.isCurrent()) return live(`The cache lost touch with the kube-apiserver ${Math.ceil(list.staleMs() / 1000)} s ago.`)
        return { from: 'CACHE', list, only: covering ? namespace : null }
      } catch (thrown) {
        if (thrown instanceof AppError) return live(`Whether you may see what is cached could not be asked: ${thrown.message}`)
        throw thrown
      }
    },
  }
}

/** Waits for a list that is being read, for as long as it comes nearer to its end. */
async function whileItFills(list: WatchedList, patienceMs: number, signal: AbortSignal): Promise<void> {
  for (let leftMs = patienceMs; leftMs > 0 && list.state().is === 'FILLING' && !signal.aborted; leftMs -= quietMs) {
    await list.settled(Math.min(quietMs, leftMs), signal)
    if (list.quietMs() >= quietMs) return
  }
}

function live(reason: string): PartSource {
  return { from: 'LIVE', reason }
}

/** Why objects of a resource are never held; null for those that may be. */
export function whyNeverCached({ resource, verbs }: ServedResource): string | null {
  // Whatever group it is of: what is called so is one.
  if (resource === 'secrets') return 'Secrets are never cached.'
  return verbs.includes('list') && verbs.includes('watch') ? null : 'Not cached: the cluster cannot watch this kind.'
}

/** The namespaces of a selection, each once, as the kube-apiserver orders them; null stands for the whole cluster. Throws BAD_REQUEST. */
export function scopesOf({ resource, namespaces }: Pick<ObjectSelection, 'resource' | 'namespaces'>): Array<string | null> {
  if (namespaces === null || !resource.namespaced) return [null]
  if (namespaces.some(name => !/^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(name)))
    throw new AppError('BAD_REQUEST', 'A namespace is asked for that can be none.')
  return [...new Set(namespaces)].sort((a, b) => compareKeys(`${a}/`, `${b}/`))
}
