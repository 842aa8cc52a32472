import { AppError } from '#errors/app-error.ts'
import type { Session } from '../services.ts'
import { createBag } from './bag.ts'
import type { Revocations } from './revocations.ts'

/** Aborts when the session ends: its reason is an AppError, SESSION_EXPIRED or SESSION_REVOKED. `release` when nobody waits any more. */
export type SessionSignal = { readonly signal: AbortSignal; release(): void }
/** `ending`: aborts its signal, which the caller may abort, too. */
export type FollowSession = (session: Session, ending?: AbortController) => SessionSignal

/** What everything that goes on for longer than a moment listens to: nothing outlives the session that it runs as. */
export function createFollowSession(revocations: Revocations, now: () => number): FollowSession {
  const followed = createBag<Followed>()
  let alarm: NodeJS.Timeout | undefined
  let alarmAtMs = Number.POSITIVE_INFINITY

  // One alarm for all, for the next end there is: a timer for each request costs more than what else is done for it.
  function setAlarm(atMs: number): void {
    if (atMs >= alarmAtMs) return
    dropAlarm()
    alarmAtMs = atMs
    alarm = setTimeout(endThoseDue, Math.max(0, atMs - now()))
  }

  function dropAlarm(): void {
    clearTimeout(alarm)
    alarmAtMs = Number.POSITIVE_INFINITY
  }

  function endThoseDue(): void {
    // The time that was waited for is over, whatever the clock says of it by now.
    const dueMs = Math.max(alarmAtMs, now())
    dropAlarm()
    for (const one of followed.items()) {
      if (one.endsAtMs > dueMs) setAlarm(one.endsAtMs)
      else one.controller.abort(new AppError('SESSION_EXPIRED'))
    }
  }

  return (session, controller = new AbortController()) => {
    const one: Followed = { controller, endsAtMs: session.expiresAtMs }
    const remove = followed.add(one)
    setAlarm(one.endsAtMs)
    const stopListening = revocations.onRevoked(session, () => controller.abort(new AppError('SESSION_REVOKED')))
    return {
      signal: controller.signal,
      release() {
        remove()
        if (followed.size === 0) dropAlarm()
        stopListening()
      },
    }
  }
}

type Followed = { readonly controller: AbortController; readonly endsAtMs: number }
