import type { IncomingMessage } from 'node:http'
import type { Capabilities } from '#contract/access.ts'
import { sessionHeader } from '#contract/headers.ts'
import type { Identity } from '#contract/identity.ts'
import { AppError, toAppError } from '#errors/app-error.ts'
import type { SessionResult } from '../services.ts'
import type { SessionCookie } from './session-cookie.ts'
import type { PackedCapabilities, SessionTokens } from './session-token.ts'

/** How a request presents its session. The header wins: it is explicit, a cookie comes by itself. */
export function presentsBy(request: IncomingMessage): 'header' | 'cookie' {
  return request.headers[sessionHeader] === undefined ? 'cookie' : 'header'
}

/** Which mount a request is made to: its tag (cookie-scope.ts), and whether it is an address of the kube-apiserver itself. */
export type AskedMount = { tag: string; isSharedOrigin: boolean }

export type ReadSessionDeps = {
  allowSharedOrigin: boolean
  tokens: SessionTokens
  cookie: SessionCookie
  unpackCapabilities: (identity: Identity, packed: PackedCapabilities) => Promise<Capabilities>
}

/** The session of a request to a mount, or why there is none. Never throws: a bad cookie is no session. */
export async function readSession(
  request: IncomingMessage,
  { tag, isSharedOrigin }: AskedMount,
  { tokens, cookie, unpackCapabilities, allowSharedOrigin }: ReadSessionDeps,
): Promise<SessionResult> {
  try {
    const header = request.headers[sessionHeader]
    const token = header === undefined ? await cookie.read(request, tag) : String(header)
    // Also for those that began before the installation closed such addresses.
    if (token !== null && header === undefined && isSharedOrigin && !allowSharedOrigin) throw new AppError('SHARED_ORIGIN_REFUSED')
    if (token === null) return { session: null, error: new AppError('UNAUTHENTICATED') }
    const { packed, ...claims } = await tokens.verify(token)
    return { session: { ...claims, capabilities: await unpackCapabilities(claims.identity, packed) }, error: null }
  } catch (error) {
    return { session: null, error: toAppError(error) }
  }
}
