import type { Identity } from '#contract/identity.ts'
import type { SessionName } from './services.ts'

/** The identity that was proven at the login, whomever the session acts as. */
export function signedInAs({ identity, viewer }: Pick<SessionName, 'identity' | 'viewer'>): Identity {
  return viewer ?? identity
}
