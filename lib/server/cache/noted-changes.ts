import { LRUCache } from 'lru-cache'
import { type ResourceRef, resourceKey } from '#domain/resource.ts'
import { compareResourceVersions } from '#domain/resource-version.ts'
import { identityKey } from '../identity-key.ts'
import type { Session } from '../services.ts'
import type { WatchedList } from './watched-list.ts'

/** What identities have changed through us lately: what they read next is not older. */
export type NotedChanges = {
  note(session: Session, resource: ResourceRef, resourceVersion: string): void
  /** Whether the list has come as far as what the identity has changed, after a moment's waiting. */
  hasReached(session: Session, list: WatchedList): Promise<boolean>
}

/** Longest wait for a watch to bring a change; it takes milliseconds. */
const waitMs = 1_000
/** A watch of one namespace is not told of changes elsewhere, so after this it counts as having seen all. */
const forgetMs = 10_000

export function createNotedChanges(now: () => number): NotedChanges {
  const noted = new LRUCache<string, { resourceVersion: string; atMs: number }>({ max: 5_000, ttl: forgetMs, ttlResolution: 0, perf: { now } })
  const keyOf = ({ identity }: Session, resource: ResourceRef): string => `${identityKey(identity)} ${resourceKey(resource)}`
  return {
    note(session, resource, resourceVersion) {
      const key = keyOf(session, resource)
      const before = noted.get(key)
      if (!/^\d+$/.test(resourceVersion) || (before && compareResourceVersions(before.resourceVersion, resourceVersion) >= 0)) return
      noted.set(key, { resourceVersion, atMs: now() })
    },
    async hasReached(session, { resource, index }) {
      const change = noted.get(keyOf(session, resource))
      if (!change) return true
      return index.reaches(change.resourceVersion, Math.max(0, change.atMs + waitMs - now()))
    },
  }
}
