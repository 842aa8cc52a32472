import type { KubeObject, TableColumn } from '#contract/kubernetes.ts'
import type { HealthLevel } from '#domain/health.ts'
import type { ListQuery, ObjectSelection } from '#domain/list-query.ts'
import type { ServedResource } from '#domain/resource.ts'
import type { Session } from '../services.ts'

/**
 * One object as an answer holds it: short-lived, for the one whom it was made for. `read` parses it once (exact-json.ts: integers
 * beyond 2^53 are JSON.rawJSON); what stands beside it needs no parsing.
 */
export type StoredObject = {
  readonly resource: ServedResource
  /** `namespace/name`, `/name` for what is cluster-scoped. */
  readonly key: string
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly resourceVersion: string
  readonly labels: Readonly<Record<string, string>>
  readonly health: HealthLevel
  /** As the kube-apiserver prints it, by the columns of the list; null where it was not asked for. */
  readonly cells: readonly unknown[] | null
  readonly columns: readonly TableColumn[] | null
  /** Whether `read` has nothing left to parse. */
  readonly isParsed: boolean
  read(): KubeObject
}

/** Where an answer came from. LIVE: of the kube-apiserver, for this request; `reason` says why not of the cache. */
export type ListSource = { from: 'CACHE' | 'LIVE'; reason: string }

/** A namespace that the cluster does not let this identity list, among others that it does. */
export type DeniedNamespace = { namespace: string; code: 'FORBIDDEN' | 'BEYOND_LATCHKEY' | 'TAKING_UP'; reason: string }

export type ListPage = {
  columns: readonly TableColumn[]
  objects: readonly StoredObject[]
  /** For `after`; null on the last page. */
  endCursor: string | null
  /** Objects that fit, on all pages; null where it would have cost a look at each. */
  total: number | null
  /** Of the list as a whole; what a follow goes on from. '' where several lists were put together. */
  resourceVersion: string
  source: ListSource
  denied: readonly DeniedNamespace[]
}

export type Change = { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: StoredObject }

/**
 * SNAPSHOT: all there is, in one or more batches: `isFirst` says that what the client had is void, `isComplete` that this was the last
 * piece. DELTA: what changed since, both true. `token` goes on from here (`resumeFrom`), also at another replica; '' in the
 * middle of a snapshot. An object that comes to fit, or that the identity comes to see, is ADDED; one that no longer does is DELETED.
 */
export type ChangeBatch = {
  type: 'SNAPSHOT' | 'DELTA'
  isFirst: boolean
  isComplete: boolean
  columns: readonly TableColumn[]
  changes: readonly Change[]
  token: string
  denied: readonly DeniedNamespace[]
}

/**
 * The one door to objects of users: what it gives for a session is what the kube-apiserver would give to its identity now. Whether the
 * identity may, an access review says that is seconds old at most; where there is doubt, the kube-apiserver is asked as the user.
 * Everything throws AppError: FORBIDDEN and the like as the kube-apiserver words it.
 */
export type ScopedStore = {
  /** Where every namespace asked for is denied it throws; where some are, they are in `denied`. */
  page(session: Session, query: ListQuery, signal: AbortSignal): Promise<ListPage>
  /** One object with its cells, always by an impersonated GET. `namespace` '' for what is cluster-scoped. */
  get(session: Session, resource: ServedResource, namespace: string, name: string, signal: AbortSignal): Promise<StoredObject>
  /** Every object of a selection, in no order, once each; as `page` decides. Ends early only by throwing. */
  scan(session: Session, selection: ObjectSelection, signal: AbortSignal): AsyncIterable<StoredObject>
  /**
   * A snapshot, then what changes, until `signal` aborts; throws where the rights to all of it are lost, or the resource is gone.
   * What the reader does not take is merged by object, not piled up. `resumeFrom` a token, null for a snapshot.
   */
  follow(session: Session, selection: ObjectSelection, resumeFrom: string | null, signal: AbortSignal): AsyncIterable<ChangeBatch>
  /** A change that this session has made through us: what it reads next is not older. `resourceVersion` of the answer. */
  noteChange(session: Session, resource: ServedResource, resourceVersion: string): void
  /** Rights may have changed: what reviews said is asked anew, streams included. */
  bumpEpoch(): void
}
