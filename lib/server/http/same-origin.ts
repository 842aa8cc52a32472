import type { IncomingMessage } from 'node:http'
import { requestedByHeader } from '#contract/headers.ts'
import { AppError } from '#errors/app-error.ts'
import type { RequestContext } from '../services.ts'
import { mountTagOfProof } from '../session/page-proof.ts'
import { presentsBy } from '../session/read-session.ts'
import { forwardedOrigin } from './forwarded.ts'

type Who = Pick<RequestContext, 'sessionResult' | 'services'>

/** Media types that a script alone can send across origins only after a preflight, which nobody here answers. */
const scriptedType = /^application\/(?:json|yaml|[\w.-]+\+(?:json|yaml))\s*(?:;|$)/i

/**
 * An unsafe request that says it comes from elsewhere: another site or another port (Fetch Metadata §2.3), or a foreign or
 * opaque Origin where the browser sends no Fetch Metadata. Throws CROSS_SITE. That nothing is said proves nothing.
 */
export function refuseForeignOrigin(request: IncomingMessage): void {
  const { origin } = request.headers
  if (origin === 'null') throw crossSite('The request comes from an opaque origin (a sandboxed frame or a local file).')
  const site = request.headers['sec-fetch-site']
  if (site !== undefined ? site !== 'same-origin' && site !== 'none' : origin !== undefined && !isOwnOrigin(request)) throw crossSite()
}

/**
 * Of other origins a link may lead here, as a page of its own; nothing of ours is loaded into, or fetched by, a page of
 * theirs, signed in or not (a resource isolation policy by Fetch Metadata). Throws CROSS_SITE.
 */
export function refuseEmbedding(request: IncomingMessage): void {
  const { 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': destination } = request.headers
  if (site === undefined || site === 'same-origin' || site === 'none') return
  if (mode !== 'navigate' || destination !== 'document') throw crossSite()
}

/**
 * Proof that a page of our own made this unsafe request, needed where the browser added the cookie by itself: Fetch
 * Metadata says same-origin, or where a browser sends none the Origin is exactly ours; a body is of a type that no form
 * sends; and a header of our own is there. Where that holds a page's proof, it is this session's. A session in the header
 * is proof enough. Throws CROSS_SITE, UNSUPPORTED_MEDIA_TYPE, SESSION_CHANGED.
 */
export async function requireSameOrigin(request: IncomingMessage, who: Who): Promise<void> {
  if (presentsBy(request) === 'header') return
  requireOwnScript(request)
  await requireOwnSession(request, who)
}

/** The part of requireSameOrigin that needs no session: a script of a page of ours sent this. Throws as it does. */
export function requireOwnScript(request: IncomingMessage): void {
  refuseForeignOrigin(request)
  const site = request.headers['sec-fetch-site']
  if (site === undefined ? request.headers.origin === undefined : site !== 'same-origin')
    throw crossSite('Nothing proves that a page of this dashboard sent the request.')
  const by = request.headers[requestedByHeader]
  if (typeof by !== 'string') throw crossSite(`The header ${requestedByHeader} is missing.`)
  const type = request.headers['content-type']
  if (type !== undefined && !scriptedType.test(type))
    throw new AppError('UNSUPPORTED_MEDIA_TYPE', 'With a cookie the request body has to be JSON or YAML of an application/ type.')
}

/** The proof of the page that a script's request comes from, as it came; null where it shows none. */
export function presentedProof(request: IncomingMessage): string | null {
  const by = request.headers[requestedByHeader]
  return typeof by === 'string' && mountTagOfProof(by) !== null ? by : null
}

/** A page of one session does nothing in another: the browser may have signed in as someone else since. Throws SESSION_CHANGED. */
export async function requireOwnSession(request: IncomingMessage, { sessionResult: { session }, services }: Who): Promise<void> {
  const by = presentedProof(request)
  if (session === null || by === null) return
  if (!(await services.verifyPageProof(session, by))) throw new AppError('SESSION_CHANGED')
}

/** No other site, and no other port of this host, may make the browser read here with the cookie. Throws CROSS_SITE, SESSION_CHANGED. */
export async function refuseOtherSites(request: IncomingMessage, who: Who): Promise<void> {
  if (presentsBy(request) === 'header') return
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw crossSite()
  await requireOwnSession(request, who)
}

/** Whether Origin is ours, exactly. Where nobody tells the scheme both count; behind `kubectl proxy` ours is not known, and none is. */
export function isOwnOrigin(request: IncomingMessage): boolean {
  const { host, scheme } = forwardedOrigin(request)
  const { origin } = request.headers
  return host !== '' && (scheme === null ? ['http', 'https'] : [scheme]).some(each => origin === `${each}://${host}`)
}

export function crossSite(message?: string): AppError {
  return new AppError('CROSS_SITE', message)
}
