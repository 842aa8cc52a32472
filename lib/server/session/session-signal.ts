import { AppError } from '#errors/app-error.ts'
import type { Session } from '../services.ts'
import type { Revocations } from './revocations.ts'

/** Aborts when the session ends: its reason is an AppError, SESSION_EXPIRED or SESSION_REVOKED. `release` when nobody waits any more. */
export type SessionSignal = { readonly signal: AbortSignal; release(): void }
export type FollowSession = (session: Session) => SessionSignal

/** What everything that goes on for longer than a moment listens to: nothing outlives the session that it runs as. */
export function createFollowSession(revocations: Revocations, now: () => number): FollowSession {
  return session => {
    const controller = new AbortController()
    const timer = setTimeout(() => controller.abort(new AppError('SESSION_EXPIRED')), Math.max(0, session.expiresAtMs - now()))
    const stopListening = revocations.onRevoked(session, () => controller.abort(new AppError('SESSION_REVOKED')))
    return {
      signal: controller.signal,
      release() {
        clearTimeout(timer)
        stopListening()
      },
    }
  }
}
