import { setTimeout as delay } from 'node:timers/promises'
import { type AppError, toAppError } from '../../lib/errors/app-error.ts'
import type { ErrorCode } from '../../lib/errors/codes.ts'
import { isPassing } from '../kube/connection-error.ts'
import type { Clocks } from './clocks.ts'
import type { SignedIn } from './exchange.ts'

const tickMs = 5000
/** A session is renewed about this often, and earlier where it does not live that long. */
const usualMs = 600_000
/** No browser waits for the session of another to be renewed just because both began together. */
const jitter = 0.1
const pauseMs = 5000
const longPauseMs = 30_000

/** The cluster has said that this session is not to go on: signed out, too long ago, of a keyring that is gone, or of someone else. */
const finalCodes: ReadonlySet<ErrorCode> = new Set(['SESSION_REVOKED', 'SESSION_EXPIRED', 'SESSION_INVALID', 'IDENTITY_REFUSED', 'IDENTITY_TOO_LARGE'])

/** Renews one session again and again, silently, for as long as it is the one that this process began. */
export type SessionKeeper = {
  /** Resolves at once while the session is good, else when it has been renewed or could not be. */
  ready(): Promise<void>
  stop(): void
}

export type KeeperOptions = {
  first: SignedIn
  /** Signs in again; `token` is the session to go on with. */
  renew: (token: string) => Promise<SignedIn>
  onRenewed: (next: SignedIn) => void
  /** It is over for good, and this is why; told once. */
  onEnd: (reason: AppError) => void
  clocks: Clocks
  /** How long `ready` goes on trying while the cluster is away for a moment, milliseconds. */
  patienceMs: number
}

export function keepSession({ first, renew, onRenewed, onEnd, clocks, patienceMs }: KeeperOptions): SessionKeeper {
  let stopped = false
  let current = startOf(first, clocks)
  let failedAtMs: number | null = null
  let underWay: Promise<void> | null = null

  const stop = () => {
    stopped = true
    stopTicking()
  }

  async function renewOnce(): Promise<void> {
    const endMs = performance.now() + patienceMs
    for (;;) {
      const before = momentOf(clocks)
      try {
        const next = await renew(current.token)
        if (stopped) return
        current = { ...startOf(next, clocks), start: before }
        failedAtMs = null
        return onRenewed(next)
      } catch (thrown) {
        const error = toAppError(thrown)
        if (stopped) return
        if (finalCodes.has(error.code)) {
          stop()
          return onEnd(error)
        }
        failedAtMs = clocks.monotonicMs()
        if (!isPassing(error) || performance.now() > endMs) return
        await delay(250)
      }
    }
  }

  /** Many requests of one page wait for one renewal. */
  const renewNow = (pauseAfterFailureMs: number): Promise<void> => {
    if (underWay !== null) return underWay
    if (stopped || (failedAtMs !== null && clocks.monotonicMs() - failedAtMs < pauseAfterFailureMs)) return Promise.resolve()
    underWay = renewOnce().finally(() => {
      underWay = null
    })
    return underWay
  }

  const isDue = () => sinceMs(current.start, clocks) >= current.dueMs
  const stopTicking = clocks.every(tickMs, () => {
    if (!stopped && isDue()) void renewNow(longPauseMs)
  })
  return {
    ready: () => (!stopped && sinceMs(current.start, clocks) >= current.overMs ? renewNow(pauseMs) : Promise.resolve()),
    stop,
  }
}

type Moment = { wallMs: number; monotonicMs: number }

function momentOf(clocks: Clocks): Moment {
  return { wallMs: clocks.wallMs(), monotonicMs: clocks.monotonicMs() }
}

/** The wall clock runs on while the computer sleeps, the other is never set: whichever has gone further is right. */
function sinceMs(start: Moment, clocks: Clocks): number {
  const now = momentOf(clocks)
  return Math.max(now.wallMs - start.wallMs, now.monotonicMs - start.monotonicMs)
}

/** When a session has to be renewed, and from when on it must be taken to have ended; both since `start`. */
function startOf({ token, expiresAt }: SignedIn, clocks: Clocks): { token: string; start: Moment; dueMs: number; overMs: number } {
  const start = momentOf(clocks)
  const livesMs = Date.parse(expiresAt) - start.wallMs
  const jittered = usualMs * (1 + jitter * (2 * Math.random() - 1))
  // A clock that is wrong by more than a session's life tells nothing of its end.
  if (!(livesMs > 0)) return { token, start, dueMs: jittered, overMs: 1.4 * jittered }
  return { token, start, dueMs: Math.min(jittered, Math.max(0.7 * livesMs, 20_000)), overMs: Math.max(0.8 * livesMs, livesMs - 5000) }
}
