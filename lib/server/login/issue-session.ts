import type { Capabilities } from '#contract/access.ts'
import type { Identity, LoginMethod } from '#contract/identity.ts'
import type { LoginResponse } from '#contract/login.ts'
import { type ImpersonationMode, identityHeaders } from '../kube/identity-headers.ts'
import type { PackedCapabilities, SessionTokens } from '../session/session-token.ts'
import { type Handover, type WrappedTokens, wrappedLifetimesMs } from '../session/wrapped-token.ts'
import { sessionEndMs } from './credential-expiry.ts'
import type { Proof } from './token-login.ts'

export type IssueDeps = {
  tokens: SessionTokens
  wrapped: WrappedTokens
  impersonationMode: () => Promise<ImpersonationMode>
  capabilitiesOf: (identity: Identity) => Promise<{ capabilities: Capabilities; packed: PackedCapabilities }>
  now: () => number
}

/** A session for a proven identity, plain and wrapped. Throws IDENTITY_REFUSED for one that requests could not run as. */
export async function issueSession(
  { tokens, wrapped, impersonationMode, capabilitiesOf, now }: IssueDeps,
  { identity, credentialEndMs }: Proof,
  method: LoginMethod,
  { challenge, handover = 'link' }: { challenge?: string | undefined; handover?: Handover | undefined },
): Promise<{ sessionId: string; answer: LoginResponse }> {
  identityHeaders(identity, await impersonationMode())
  const { capabilities, packed } = await capabilitiesOf(identity)
  const { token, id, expiresAtMs } = await tokens.sign({ identity, method, packed, expiresAtMs: sessionEndMs(now(), credentialEndMs) })
  const wrappedToken = await wrapped.wrap(token, challenge, handover)
  const time = (ms: number): string => new Date(ms).toISOString()
  const wrappedTokenExpiresAt = time(now() + wrappedLifetimesMs[handover])
  return { sessionId: id, answer: { user: identity, method, capabilities, token, expiresAt: time(expiresAtMs), wrappedToken, wrappedTokenExpiresAt } }
}
