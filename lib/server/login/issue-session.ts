import type { Capabilities } from '#contract/access.ts'
import type { Identity, LoginMethod } from '#contract/identity.ts'
import type { LoginHow, LoginResponse } from '#contract/login.ts'
import { AppError } from '#errors/app-error.ts'
import { type ImpersonationMode, identityHeaders } from '../kube/identity-headers.ts'
import { type Revocations, renewalGraceMs } from '../session/revocations.ts'
import type { PackedCapabilities, SessionTokens } from '../session/session-token.ts'
import { type WrappedTokens, wrappedLifetimesMs } from '../session/wrapped-token.ts'
import { sessionEndMs } from './session-lifetime.ts'
import type { Proof } from './token-login.ts'

export type IssueDeps = {
  tokens: SessionTokens
  wrapped: WrappedTokens
  revocations: Revocations
  impersonationMode: () => Promise<ImpersonationMode>
  capabilitiesOf: (identity: Identity) => Promise<{ capabilities: Capabilities; packed: PackedCapabilities }>
  /** No session of this installation lives longer, in milliseconds. */
  sessionMaxMs: number
  now: () => number
}

/** A session that was issued: what answers the login, and what its log line names it by. */
export type IssuedSession = { sessionId: string; tokenHash: string; answer: LoginResponse }

/**
 * A session for a proven identity, plain and wrapped: a new one, or one more token of the session that `how.renews`, with
 * the identity as it is now. Throws IDENTITY_REFUSED for an identity that requests could not run as or that is not the
 * renewed session's; SESSION_INVALID, SESSION_EXPIRED and SESSION_REVOKED for a session that cannot be renewed; CREDENTIAL_EXPIRED.
 */
export async function issueSession(deps: IssueDeps, { identity, credentialEndMs }: Proof, method: LoginMethod, how: LoginHow): Promise<IssuedSession> {
  const { tokens, wrapped, revocations, impersonationMode, capabilitiesOf, sessionMaxMs, now } = deps
  const { challenge, handover = 'link', renews, renewing = false, credentialExpiresAt } = how
  identityHeaders(identity, await impersonationMode())
  const renewed = renews === undefined ? undefined : await renewedSession(deps, identity, renews)
  const { capabilities, packed } = await capabilitiesOf(identity)
  const issuedAtMs = revocations.issueTimeMs(identity.name)
  const saidEndMs = credentialExpiresAt === undefined ? null : Date.parse(credentialExpiresAt)
  const endMs = sessionEndMs(now(), { renewing, provenEndMs: credentialEndMs, saidEndMs, maxMs: sessionMaxMs })
  const { token, id, tokenHash, expiresAtMs } = await tokens.sign({ id: renewed, identity, method, packed, issuedAtMs, expiresAtMs: endMs, renewing })
  const wrappedToken = await wrapped.wrap(token, challenge, handover)
  const time = (ms: number): string => new Date(ms).toISOString()
  const wrappedTokenExpiresAt = time(now() + wrappedLifetimesMs[handover])
  return {
    sessionId: id,
    tokenHash,
    answer: { user: identity, method, capabilities, token, expiresAt: time(expiresAtMs), wrappedToken, wrappedTokenExpiresAt },
  }
}

/** The id of the session to go on with. That its token was stolen or has ended does not matter: the credential was shown again. */
async function renewedSession({ tokens, revocations }: IssueDeps, { name, uid }: Identity, token: string): Promise<string> {
  const old = await tokens.verify(token, renewalGraceMs)
  revocations.check(old)
  if (old.identity.name !== name)
    throw new AppError(
      'IDENTITY_REFUSED',
      `The session to be renewed is that of "${old.identity.name}", and the credential now proves "${name}". Sign in anew with \`latchkey dashboard\`.`,
    )
  // As when a ServiceAccount was deleted and made again under its name.
  if (old.identity.uid !== uid && old.identity.uid !== '' && uid !== '')
    throw new AppError('IDENTITY_REFUSED', `The user "${name}" is not the one whose session is to be renewed: its uid is another. Sign in anew.`)
  return old.id
}
