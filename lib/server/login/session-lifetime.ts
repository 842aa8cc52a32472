import { AppError } from '#errors/app-error.ts'
import { maxSessionMs } from '../session/keyring.ts'

/** Of a session that a running process renews: short, so that what changed about its user is soon true here too. */
export const renewingMs = 15 * 60_000
/** Where no proof says when the credential ends, as of a static or an opaque token that anyone may take back at any time. */
const unknownEndMs = 3_600_000

export type LifetimeAsked = {
  renewing: boolean
  /** When the proof says that the credential ends (epoch milliseconds); null where it does not say. */
  provenEndMs: number | null
  /** The same as the caller says it, who may say anything: it only ever shortens. */
  saidEndMs: number | null
  /** The installation's own limit (LATCHKEY_SESSION_MAX). */
  maxMs: number
}

/** When a session ends that begins at `nowMs`: with its credential, and never later than the rules of docs/sessions.md say. Throws CREDENTIAL_EXPIRED. */
export function sessionEndMs(nowMs: number, { renewing, provenEndMs, saidEndMs, maxMs }: LifetimeAsked): number {
  const credentialEndMs = Math.min(provenEndMs ?? Number.POSITIVE_INFINITY, saidEndMs ?? Number.POSITIVE_INFINITY)
  if (credentialEndMs <= nowMs) throw new AppError('CREDENTIAL_EXPIRED')
  const longest = renewing ? renewingMs : provenEndMs === null ? unknownEndMs : maxSessionMs
  return Math.min(credentialEndMs, nowMs + Math.min(longest, maxMs))
}
