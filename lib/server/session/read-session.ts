import type { IncomingMessage } from 'node:http'
import type { Capabilities } from '#contract/access.ts'
import { sessionHeader } from '#contract/headers.ts'
import type { Identity } from '#contract/identity.ts'
import { AppError, toAppError } from '#errors/app-error.ts'
import type { SessionResult } from '../services.ts'
import type { Revocable, Revocations } from './revocations.ts'
import type { SessionCookie } from './session-cookie.ts'
import type { PackedCapabilities, SessionTokens } from './session-token.ts'

/** How a request presents its session. The header wins: it is explicit, a cookie comes by itself. */
export function presentsBy(request: IncomingMessage): 'header' | 'cookie' {
  return request.headers[sessionHeader] === undefined ? 'cookie' : 'header'
}

/** Which mount a request is made to: its tag (cookie-scope.ts), and whether it is an address of the kube-apiserver itself. */
export type AskedMount = { tag: string; isSharedOrigin: boolean }

/** The session token that a request to the mount `tag` presents, null where there is none. Throws SESSION_INVALID for a cookie that is none of ours. */
export async function presentedToken(request: IncomingMessage, tag: string, cookie: SessionCookie): Promise<string | null> {
  const header = request.headers[sessionHeader]
  return header === undefined ? cookie.read(request, tag) : String(header)
}

export type ReadSessionDeps = {
  allowSharedOrigin: boolean
  tokens: SessionTokens
  revocations: Revocations
  cookie: SessionCookie
  unpackCapabilities: (identity: Identity, packed: PackedCapabilities) => Promise<Capabilities>
}

/** The session of a request to a mount, or why there is none. Never throws: a bad cookie is no session. */
export async function readSession(
  request: IncomingMessage,
  { tag, isSharedOrigin }: AskedMount,
  { tokens, revocations, cookie, unpackCapabilities, allowSharedOrigin }: ReadSessionDeps,
): Promise<SessionResult> {
  try {
    const token = await presentedToken(request, tag, cookie)
    // Also for those that began before the installation closed such addresses.
    if (token !== null && presentsBy(request) === 'cookie' && isSharedOrigin && !allowSharedOrigin) throw new AppError('SHARED_ORIGIN_REFUSED')
    if (token === null) return { session: null, error: new AppError('UNAUTHENTICATED') }
    const { packed, ...claims } = await tokens.verify(token)
    const error = revocationOf(claims, revocations)
    if (error) return { session: null, error, refused: claims }
    return { session: { ...claims, capabilities: await unpackCapabilities(claims.identity, packed) }, error: null }
  } catch (error) {
    return { session: null, error: toAppError(error) }
  }
}

function revocationOf(claims: Revocable, revocations: Revocations): AppError | null {
  try {
    revocations.check(claims)
    return null
  } catch (error) {
    return toAppError(error)
  }
}
