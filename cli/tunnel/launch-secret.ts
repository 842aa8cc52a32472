import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 bits, base64url: may stand in a path and in a cookie as it is. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** What secrets are looked up by: how long a look-up takes tells of the digest, and that is of no use to anyone. */
export function secretKey(secret: string): string {
  return createHash('sha256').update(secret).digest('base64')
}

/** A path of the tunnel: under which mount (`/<secret>`, '' for the root), and what Latchkey is asked for. */
export type Target = { mount: string; path: string }

/**
 * Takes the secret off the beginning of a request target. One slash too many behind it is pardoned: the address that
 * `latchkey proxy` prints ends with one, and paths begin with one.
 */
export function splitTarget(target: string, secret: string): Target {
  const segment = /^\/([^/?]*)/.exec(target)?.[1] ?? ''
  if (!isSame(segment, secret)) return { mount: '', path: target }
  const rest = target.slice(1 + segment.length).replace(/^\/\//, '/')
  return { mount: `/${secret}`, path: rest.startsWith('/') ? rest : `/${rest}` }
}

/** Takes as long whatever the two have in common. */
function isSame(given: string, secret: string): boolean {
  const [one, two] = [given, secret].map(text => createHash('sha256').update(text).digest())
  return one !== undefined && two !== undefined && timingSafeEqual(one, two)
}
