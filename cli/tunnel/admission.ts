import type { IncomingMessage } from 'node:http'
import { AppError } from '../../lib/errors/app-error.ts'
import { refuseTarget } from './request-path.ts'
import { refuseForeign, refuseForeignUpgrade } from './same-origin.ts'

/** Why a request goes no further than the tunnel; null when it may. CROSS_SITE or BAD_REQUEST. */
export function refuseRequest(request: IncomingMessage, port: number): AppError | null {
  return refuse(refuseForeign(request, port), refuseTarget(request.url ?? ''))
}

/** The same of a request with `Upgrade`: only a WebSocket handshake (RFC 6455 §4.1) of the tunnel's own page may pass. */
export function refuseUpgrade(request: IncomingMessage, port: number): AppError | null {
  return refuse(refuseForeignUpgrade(request, port), refuseTarget(request.url ?? '') ?? refuseHandshake(request))
}

function refuseHandshake({ method, url = '', headers }: IncomingMessage): string | null {
  if (headers.upgrade?.toLowerCase() !== 'websocket') return 'only WebSocket is upgraded to'
  if (method !== 'GET') return 'a WebSocket begins with GET'
  if (url.includes('?')) return 'the kube-apiserver drops the query of a WebSocket, so there may be none'
  return null
}

function refuse(foreign: string | null, badTarget: string | null): AppError | null {
  if (foreign !== null) return new AppError('CROSS_SITE', `The request does not come from this dashboard: ${foreign}.`)
  if (badTarget !== null) return new AppError('BAD_REQUEST', `This address is not forwarded: ${badTarget}.`)
  return null
}
