import { createHash } from 'node:crypto'
import type { Identity } from '#contract/identity.ts'

/**
 * The whole identity in a short text, the same for the same one: a user with one group less is someone else. A hash,
 * because it is part of thousands of keys in memory, and an identity may have thousands of groups.
 */
export function identityKey({ name, uid, groups, extra }: Identity): string {
  const sortedExtra = Object.entries(extra).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256')
    .update(JSON.stringify([name, uid, groups, sortedExtra]))
    .digest('base64url')
}
