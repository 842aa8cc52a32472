import type { IncomingMessage } from 'node:http'
import { requestedByHeader } from '#contract/headers.ts'
import { AppError } from '#errors/app-error.ts'
import { presentsBy } from '../session/read-session.ts'
import { forwardedOrigin } from './forwarded.ts'

/**
 * Proof that a page of our own made this unsafe request, needed where the browser added the cookie by itself: Fetch
 * Metadata says same-origin, or where a browser sends none the Origin is ours (the rule of Go's http.CrossOriginProtection),
 * and a header of our own, which a form cannot send. A session in the header is proof enough. Throws CROSS_SITE.
 */
export function requireSameOrigin(request: IncomingMessage): void {
  if (presentsBy(request) === 'header') return
  const site = request.headers['sec-fetch-site']
  if (site === undefined ? !isOwnOrigin(request) : site !== 'same-origin') throw crossSite()
  if (request.headers[requestedByHeader] === undefined) throw crossSite(`The header ${requestedByHeader} is missing.`)
}

/** No other site, and no other port of this host, may make the browser read here with the cookie. Throws CROSS_SITE. */
export function refuseOtherSites(request: IncomingMessage): void {
  const site = request.headers['sec-fetch-site']
  if (presentsBy(request) === 'cookie' && site !== undefined && site !== 'same-origin' && site !== 'none') throw crossSite()
}

function isOwnOrigin(request: IncomingMessage): boolean {
  const { origin } = request.headers
  if (origin === undefined) return true
  const { host } = forwardedOrigin(request)
  return host !== '' && (origin === `http://${host}` || origin === `https://${host}`)
}

export function crossSite(message?: string): AppError {
  return new AppError('CROSS_SITE', message)
}
