import { hash as digest } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import { AppError } from '#errors/app-error.ts'
import type { Session } from '../services.ts'
import { signedInAs } from '../signed-in-as.ts'
import { createBag } from './bag.ts'
import { maxSessionMs } from './keyring.ts'
import type { Revocation, RevocationStore } from './revocation-leases.ts'
import type { SessionClaims } from './session-token.ts'

/** A token that ended so long ago may still be renewed: a computer sleeps over night. */
export const renewalGraceMs = 24 * 3_600_000
/** No token that exists now can be used or renewed after so long; one hour is for what is just being signed elsewhere. */
const keepMs = maxSessionMs + renewalGraceMs + 3_600_000
/** How far the clocks of the replicas may be apart. */
const skewMs = 5_000
/** What was listed so long ago says nothing of now: twice what a silent watch lasts (revocation-leases.ts), and a list that fails. */
const staleAfterMs = 45_000

/** Of a token, what a sign-out is about. */
export type Revocable = Pick<SessionClaims, 'id' | 'identity' | 'issuedAtMs'> & Partial<Pick<Session, 'viewer'>>

/** What was signed out, on every replica; a question costs no request. */
export type Revocations = {
  /** Throws SESSION_REVOKED, and NOT_READY while nobody could tell: what was not heard is no sign that all is well. */
  check(token: Revocable): void
  /** When a token that is signed now has to say that it was: after the last sign-out everywhere, whatever clock that went by. */
  issueTimeMs(user: string): number
  /** Ends one session: every token of it. Resolves once it is kept for all replicas; throws where it cannot be. */
  revokeSession(id: string): Promise<void>
  /** Ends every session of a user that exists now. Resolves and throws as revokeSession does. */
  revokeUser(user: string): Promise<void>
  /** Calls `listener` once, when the token is signed out, at once where it is already. Gives how to stop listening. */
  onRevoked(token: Revocable, listener: () => void): () => void
  /** Whether the sign-outs were listed, and that not too long ago. */
  isCurrent(): boolean
  /** Follows the sign-outs of all replicas until `signal` aborts. */
  run(signal: AbortSignal): Promise<void>
  /** Removes sign-outs that no token is left of. */
  sweep(): Promise<void>
}

/** `uptimeMs`: a clock that nobody sets. */
export function createRevocations(store: RevocationStore, logger: Logger, now: () => number, uptimeMs = (): number => performance.now()): Revocations {
  const known = new Map<string, Revocation>()
  const sessions = new Set<string>()
  const users = new Map<string, number>()
  const listeners = createBag<() => void>()
  /** All that was signed out by then is known, on the clock of `uptimeMs`. */
  let knownUntilMs = Number.NEGATIVE_INFINITY

  const isCurrent = (): boolean => uptimeMs() - knownUntilMs <= staleAfterMs
  const userHash = (user: string): string => hashOf('user', user)
  // Every request asks; while nobody has signed out there is no need of a hash.
  const isSessionRevoked = (id: string): boolean => sessions.size > 0 && sessions.has(hashOf('session', id))
  const userRevokedMs = (user: string): number => (users.size > 0 ? users.get(userHash(user)) : undefined) ?? Number.NEGATIVE_INFINITY
  const isRevoked = (token: Revocable): boolean => isSessionRevoked(token.id) || token.issuedAtMs <= userRevokedMs(signedInAs(token).name)

  const issueTimeMs = (user: string): number => Math.max(now(), (users.get(userHash(user)) ?? 0) + 1)

  // Only ever added to, but for the sweep: that a list lacks one, or someone deleted it, brings no session back.
  function take(revocation: Revocation): void {
    const { kind, hash, atMs } = revocation
    const key = `${kind} ${hash} ${kind === 'user' ? atMs : ''}`
    if (known.has(key)) return
    known.set(key, revocation)
    if (kind === 'session') sessions.add(hash)
    else users.set(hash, Math.max(atMs, users.get(hash) ?? 0))
    for (const listener of listeners.items()) listener()
  }

  async function revoke(kind: Revocation['kind'], name: string): Promise<void> {
    // Also after what was signed in the very moment of the last sign-out everywhere.
    const atMs = kind === 'user' ? Math.max(now() + skewMs, issueTimeMs(name)) : now()
    const revocation = { kind, hash: hashOf(kind, name), atMs, untilMs: atMs + keepMs }
    await store.add(revocation)
    take(revocation)
  }

  return {
    check(token) {
      if (isRevoked(token)) throw new AppError('SESSION_REVOKED')
      if (!isCurrent()) throw new AppError('NOT_READY')
    },
    issueTimeMs,
    revokeSession: id => revoke('session', id),
    revokeUser: user => revoke('user', user),
    onRevoked(token, listener) {
      const look = (): void => {
        if (!isRevoked(token)) return
        remove()
        listener()
      }
      const remove = listeners.add(look)
      look()
      return remove
    },
    isCurrent,
    async run(signal) {
      while (!signal.aborted) {
        const startedMs = uptimeMs()
        // The list may be as old as the question.
        const listed = (): void => {
          knownUntilMs = startedMs
        }
        await store
          .follow({ revoked: take, listed }, signal)
          .catch(error => signal.aborted || logger.warn({ event: 'revocations-unwatched', err: error }, 'sign-outs of other replicas are not heard at once'))
        if (uptimeMs() - startedMs < 10_000) await pause(1_000 + Math.random() * 1_000, undefined, { signal, ref: false }).catch(() => undefined)
      }
    },
    async sweep() {
      for (const [key, revocation] of known) {
        const { kind, hash, atMs, untilMs } = revocation
        if (untilMs > now()) continue
        await store.remove(revocation)
        known.delete(key)
        if (kind === 'session') sessions.delete(hash)
        else if (users.get(hash) === atMs) users.delete(hash)
      }
    },
  }
}

function hashOf(kind: Revocation['kind'], name: string): string {
  return digest('sha256', `latchkey/v1/revoked/${kind} ${name}`, 'hex').slice(0, 40)
}
