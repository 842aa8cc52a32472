import type { TableColumn } from '#contract/kubernetes.ts'
import type { AppError } from '#errors/app-error.ts'
import type { SeenChange } from './pending-changes.ts'
import type { Row } from './row.ts'

/** `resourceVersion`: of the whole, once it was read. */
export type Snapshot = { rows: AsyncIterable<Row[]>; resourceVersion(): string }

/** What of one scope a follow reads: a cached list, or lists and a watch of its own. */
export type FollowSource = {
  readonly from: 'CACHE' | 'LIVE'
  columns(): readonly TableColumn[]
  /** Up to where its changes were told. */
  resourceVersion(): string
  nowMs(): number
  /** Everything that is to be seen as of the call, in pieces; changes from then on are told. */
  snapshot(signal: AbortSignal): Snapshot
  /** What changed since a resource version; null where that is not known. */
  since(resourceVersion: string): SeenChange[] | null
  /**
   * The same of one that is older than what is held, asked of the kube-apiserver; what it resolves to tells all up to when it is called.
   * Null where that is not known any more.
   */
  catchUp(resourceVersion: string, signal: AbortSignal): Promise<(() => SeenChange[] | null) | null>
  /** All that the reader was told of, or is about to be, for when it may see it no longer. */
  everything(): Iterable<SeenChange>
  /** Milliseconds since its watch was lost; 0 while it stands. */
  staleMs(): number
  stop(): void
}

/** What a source tells a follow. */
export type FollowEars = {
  changed(change: SeenChange): void
  /** It cannot go on from where it was: everything is to be read anew. */
  lost(): void
  failed(error: AppError): void
}

export const snapshotBatch = 500
