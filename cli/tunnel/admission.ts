import type { IncomingMessage } from 'node:http'
import { AppError } from '../../lib/errors/app-error.ts'
import { withHint } from '../io/report-error.ts'
import type { Browsers } from './browsers.ts'
import type { Visit } from './forward.ts'
import type { Target } from './launch-secret.ts'
import type { PeerCheck } from './peer.ts'
import { refuseTarget } from './request-path.ts'
import { refuseForeign, refuseForeignUpgrade } from './same-origin.ts'

const openHint = 'Open the link that the running `latchkey` command gives, or run `latchkey dashboard` yourself.'

/** Refuses requests of pages that are not the tunnel's own. @throws CROSS_SITE */
export function requireOwnPage(request: IncomingMessage, port: number): void {
  const foreign = (request.headers.upgrade === undefined ? refuseForeign : refuseForeignUpgrade)(request, port)
  if (foreign !== null) throw new AppError('CROSS_SITE', `The request does not come from this dashboard: ${foreign}.`)
}

/** Refuses requests of other users of this computer. @throws TUNNEL_FORBIDDEN */
export async function requireOwnUser(request: IncomingMessage, isOtherUser: PeerCheck): Promise<void> {
  if (await isOtherUser(request.socket))
    throw withHint('TUNNEL_FORBIDDEN', 'This address belongs to another user of this computer.', 'Run `latchkey dashboard` yourself.')
}

/** Who visits, and what for: only who brings the cookie of a link, or the secret in the path. @throws TUNNEL_FORBIDDEN, BAD_REQUEST */
export function admit(request: IncomingMessage, target: Target, browsers: Browsers): Visit {
  const browser = browsers.find(request.headers.cookie, target.mount)
  if (target.mount === '' && browser === null) {
    throw withHint('TUNNEL_FORBIDDEN', 'This address serves the user who started it, and the request does not bring the secret of that start.', openHint)
  }
  const problem = refuseTarget(target.path) ?? (request.headers.upgrade === undefined ? null : refuseHandshake(request))
  if (problem !== null) throw new AppError('BAD_REQUEST', `This address is not forwarded: ${problem}.`)
  return { ...target, browser }
}

/** Of upgrades only a WebSocket handshake (RFC 6455 §4.1) may pass. */
function refuseHandshake({ method, url = '', headers }: IncomingMessage): string | null {
  if (headers.upgrade?.toLowerCase() !== 'websocket') return 'only WebSocket is upgraded to'
  if (method !== 'GET') return 'a WebSocket begins with GET'
  if (url.includes('?')) return 'the kube-apiserver drops the query of a WebSocket, so there may be none'
  return null
}
