import { randomFillSync } from 'node:crypto'

const nonceBytes = 16
const pool = Buffer.alloc(256 * nonceBytes)
let at = pool.length

/** A nonce for one content policy: 128 random bits in base64. Drawn by the hundred, as `randomUUID` does: every request has one. */
export function newNonce(): string {
  if (at === pool.length) {
    randomFillSync(pool)
    at = 0
  }
  const nonce = pool.toString('base64', at, at + nonceBytes)
  at += nonceBytes
  return nonce
}
