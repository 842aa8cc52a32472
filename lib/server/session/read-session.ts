import type { IncomingMessage } from 'node:http'
import { sessionHeader } from '#contract/headers.ts'
import type { Identity } from '#contract/identity.ts'
import { AppError, toAppError } from '#errors/app-error.ts'
import type { TaggedCapabilities } from '../access/capability-service.ts'
import type { Session, SessionResult } from '../services.ts'
import type { ViewRights } from '../views/view-rights.ts'
import type { PageProofs } from './page-proof.ts'
import type { Revocable, Revocations } from './revocations.ts'
import type { SessionCookie } from './session-cookie.ts'
import type { PackedCapabilities, SessionTokens } from './session-token.ts'

/** How a request presents its session. The header wins: it is explicit, a cookie comes by itself. */
export function presentsBy(request: IncomingMessage): 'header' | 'cookie' {
  return request.headers[sessionHeader] === undefined ? 'cookie' : 'header'
}

/** Which mount a request is made to: its tag (cookie-scope.ts), and whether it is an address of the kube-apiserver itself; `proof`: that of the page it comes from, as it came. */
export type AskedMount = { tag: string; isSharedOrigin: boolean; proof: string | null }

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
  proofs: Pick<PageProofs, 'verify'>
  viewRights: ViewRights
  unpackCapabilities: (identity: Identity, packed: PackedCapabilities) => Promise<TaggedCapabilities>
}

/** The session of a request to a mount, or why there is none. Never throws: a bad cookie is no session. */
export async function readSession(request: IncomingMessage, { tag, isSharedOrigin, proof }: AskedMount, deps: ReadSessionDeps): Promise<SessionResult> {
  const { tokens, revocations, cookie, unpackCapabilities, allowSharedOrigin } = deps
  try {
    const token = await presentedToken(request, tag, cookie)
    // Also for those that began before the installation closed such addresses.
    if (token !== null && presentsBy(request) === 'cookie' && isSharedOrigin && !allowSharedOrigin) throw new AppError('SHARED_ORIGIN_REFUSED')
    if (token === null) return { session: null, error: new AppError('UNAUTHENTICATED') }
    const { packed, ...claims } = await tokens.verify(token)
    const error = revocationOf(claims, revocations)
    if (error) return { session: null, error, refused: claims }
    const view = presentsBy(request) === 'cookie' ? await cookie.readView(request, tag) : null
    // Such a page came of another replica, which found the view ended; this one may remember the right to it.
    const isOutsideViews = view !== null && proof !== null && (await deps.proofs.verify(claims.id, proof))
    const ended = view && (await deps.viewRights.whyNot(claims.identity, view.identity, isOutsideViews ? 0 : undefined))
    if (view && ended === null) {
      const { identity } = view
      return { session: { ...claims, identity, viewer: claims.identity, endedView: null, ...(await unpackCapabilities(identity, view.packed)) }, error: null }
    }
    const endedView: Session['endedView'] = view && { user: view.identity.name, reason: ended ?? '' }
    return { session: { ...claims, viewer: null, endedView, ...(await unpackCapabilities(claims.identity, packed)) }, error: null }
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
