import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { AppError } from '#errors/app-error.ts'

/** All that goes from a client to the kube-apiserver. No Accept-Encoding: in-cluster bytes are cheap, and our server compresses for the browser. */
const requestHeaders = ['accept', 'content-type', 'content-length', 'if-match', 'if-none-match', 'if-modified-since'] as const

/** All that goes back. */
const responseHeaders = ['content-type', 'content-length', 'etag', 'last-modified', 'warning', 'audit-id', 'retry-after', 'allow'] as const

/** What a client may not be: `impersonate…` and `x-remote-…`, read as leniently as any hop reads: any case, any separator, anything in front. */
const identityName = /^[^a-z0-9]*(?:impersonate|x[^a-z0-9]+remote[^a-z0-9])/i
/** A bearer in a WebSocket subprotocol (apiserver authentication/request/websocket). */
const bearerProtocol = /^base64url\.bearer\.authorization\.k8s\.io\./i

/**
 * A header, or a WebSocket subprotocol in the place of one, by which someone tries to be someone else: refused rather than
 * dropped, so that it is seen. For every request of every route. Throws HEADER_REFUSED.
 */
export function refuseIdentityHeaders({ rawHeaders, headers }: IncomingMessage): void {
  const name = rawHeaders.find((text, index) => index % 2 === 0 && identityName.test(text))
  if (name !== undefined) throw refused(`the header '${name.trim().toLowerCase().slice(0, 64)}'`)
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map(text => text.trim())
  if (offered.some(text => identityName.test(text) || bearerProtocol.test(text))) throw refused('a WebSocket subprotocol that names an identity')
}

function refused(what: string): AppError {
  return new AppError('HEADER_REFUSED', `The request carries ${what}, which only the server may set.`)
}

/** Name and value alternating: what of the client's headers goes on. Built by name, never copied: `Connection` cannot take anything away. */
export function forwardedRequestHeaders(request: IncomingMessage): string[] {
  const headers: string[] = []
  for (const name of requestHeaders) {
    const value = request.headers[name]
    if (typeof value === 'string' && (name !== 'content-length' || hasBody(request))) headers.push(name, value)
  }
  return headers
}

/** Whether a body follows (RFC 9112 §6). */
export function hasBody(request: IncomingMessage): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0
}

/** What of the kube-apiserver's headers goes on. Nothing it sends is ever run on our origin: pages become plain text in a sandbox. */
export function forwardedResponseHeaders(headers: IncomingHttpHeaders, basePath: string): Record<string, string | string[]> {
  const forwarded: Record<string, string | string[]> = {
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; sandbox",
  }
  for (const name of responseHeaders) {
    const value = headers[name]
    if (value !== undefined) forwarded[name] = value
  }
  const type = String(headers['content-type'] ?? '')
  if (/html|xml|svg|javascript|pdf/i.test(type)) forwarded['content-type'] = 'text/plain; charset=utf-8'
  const location = ownLocation(headers.location, basePath)
  if (location !== null) forwarded['location'] = location
  return forwarded
}

// A path of the kube-apiserver becomes one of ours; any other place is none of our business.
function ownLocation(location: string | undefined, basePath: string): string | null {
  if (location === undefined || !/^\/(?!\/)[\x21-\x7e]*$/.test(location) || location.includes('\\')) return null
  return `/api/k8s${basePath && location.startsWith(`${basePath}/`) ? location.slice(basePath.length) : location}`
}
