import type { IncomingMessage } from 'node:http'
import { proofProtocolPrefix } from '#contract/headers.ts'
import { AppError } from '#errors/app-error.ts'
import type { RequestContext } from '../services.ts'
import { mountTagOfProof } from '../session/page-proof.ts'
import { presentsBy } from '../session/read-session.ts'
import { forwardedOrigin } from './forwarded.ts'
import { crossSite, isOwnOrigin } from './same-origin.ts'

/** What the Sec-WebSocket-Protocol lines of an upgrade offer: the protocols themselves, and apart from them a page's proof. */
export function offeredProtocols(request: IncomingMessage): { protocols: string[]; proof: string | null } {
  const all = (request.headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map(name => name.trim())
    .filter(Boolean)
  const proof = all.find(name => name.startsWith(proofProtocolPrefix))
  return { protocols: all.filter(name => !name.startsWith(proofProtocolPrefix)), proof: proof?.slice(proofProtocolPrefix.length) ?? null }
}

/** Tag of the mount whose cookie an upgrade means; null where no page says. The service proxy does not tell upgrades their path. */
export function offeredMountTag(request: IncomingMessage): string | null {
  const { proof } = offeredProtocols(request)
  return proof === null ? null : mountTagOfProof(proof)
}

/**
 * Proof that a page of our own opens this WebSocket. Browsers let any page open one to anywhere, send the cookie, and set
 * no header; so the page offers the proof of its session as a subprotocol. An Origin that is foreign is refused besides,
 * where ours is known. A session in the header is proof enough. Throws CROSS_SITE, SESSION_CHANGED.
 */
export async function requireUpgradeProof(
  request: IncomingMessage,
  { sessionResult: { session }, services }: Pick<RequestContext, 'sessionResult' | 'services'>,
): Promise<void> {
  if (request.headers.origin === 'null') throw crossSite('The connection comes from an opaque origin (a sandboxed frame or a local file).')
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin') throw crossSite()
  if (request.headers.origin !== undefined && forwardedOrigin(request).isHostKnown && !isOwnOrigin(request)) throw crossSite()
  if (session === null || presentsBy(request) === 'header') return
  const { proof } = offeredProtocols(request)
  if (proof === null) throw crossSite('Nothing proves that a page of this dashboard opens the connection.')
  if (!(await services.verifyPageProof(session, proof))) throw new AppError('SESSION_CHANGED')
}
