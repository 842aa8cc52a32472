import { hash } from 'node:crypto'
import type { Identity } from '#contract/identity.ts'

const keys = new WeakMap<Identity, string>()

/**
 * The whole identity in a short text, the same for the same one: a user with one group less is someone else. A hash,
 * because it is part of thousands of keys in memory, and an identity may have thousands of groups.
 */
export function identityKey(identity: Identity): string {
  const known = keys.get(identity)
  if (known !== undefined) return known
  const { name, uid, groups, extra } = identity
  const sortedExtra = Object.entries(extra).sort(([a], [b]) => (a < b ? -1 : 1))
  const key = hash('sha256', JSON.stringify([name, uid, groups, sortedExtra]), 'base64url')
  // One that could still be changed could become someone else.
  if (isFixed(identity)) keys.set(identity, key)
  return key
}

/** Whether nothing of it can be changed any more, as of what a session token says: then what was worked out of it stays true. */
export function isFixed(identity: Identity): boolean {
  const { groups, extra } = identity
  return [identity, groups, extra, ...Object.values(extra)].every(part => Object.isFrozen(part))
}
