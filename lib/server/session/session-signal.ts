import type { Identity } from '#contract/identity.ts'
import { AppError } from '#errors/app-error.ts'
import type { Session } from '../services.ts'
import type { ViewRights } from '../views/view-rights.ts'
import { createBag } from './bag.ts'
import type { Revocations } from './revocations.ts'

/** Aborts when the session ends: its reason is an AppError, SESSION_EXPIRED or SESSION_REVOKED; SESSION_CHANGED where a view does. `release` when nobody waits any more. */
export type SessionSignal = { readonly signal: AbortSignal; release(): void }
/** `ending`: aborts its signal, which the caller may abort, too. */
export type FollowSession = (session: Session, ending?: AbortController) => SessionSignal

/** How often what goes on within a view looks whether it may. */
const viewCheckMs = 10_000
/** How old a yes may be while nobody can be asked. */
const viewStaleMs = 45_000
const unconfirmed = 'Whether you may act as them could not be asked for too long.'

/** What everything that goes on for longer than a moment listens to: nothing outlives the session that it runs as. */
export function createFollowSession(revocations: Revocations, now: () => number, viewRights: ViewRights): FollowSession {
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

  /** Looks again and again whether a view still may be, until its end. Gives how to stop that. */
  function watchView(viewer: Identity, viewed: Identity, controller: AbortController): () => void {
    let confirmedMs = now()
    const look = async (): Promise<void> => {
      try {
        const reason = await viewRights.whyNot(viewer, viewed, 0)
        if (reason === null) confirmedMs = now()
        else controller.abort(new AppError('SESSION_CHANGED', reason))
      } catch {
        // As for sign-outs that nobody could list: what could not be told for so long is no yes.
        if (now() - confirmedMs >= viewStaleMs) controller.abort(new AppError('SESSION_CHANGED', unconfirmed))
      }
    }
    const timer = setInterval(() => void look(), viewCheckMs).unref()
    return () => clearInterval(timer)
  }

  return (session, controller = new AbortController()) => {
    const one: Followed = { controller, endsAtMs: session.expiresAtMs }
    const remove = followed.add(one)
    setAlarm(one.endsAtMs)
    const { viewer, identity } = session
    const stopWatching = viewer && watchView(viewer, identity, controller)
    const stopListening = revocations.onRevoked(session, () => controller.abort(new AppError('SESSION_REVOKED')))
    return {
      signal: controller.signal,
      release() {
        stopWatching?.()
        remove()
        if (followed.size === 0) dropAlarm()
        stopListening()
      },
    }
  }
}

type Followed = { readonly controller: AbortController; readonly endsAtMs: number }
