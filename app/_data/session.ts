import 'server-only'
import { redirect } from 'next/navigation'
import { isUnreachableFailure } from '#domain/failure.ts'
import { returnPath } from '#domain/return-path.ts'
import { requestContext } from '#server/request-context.ts'
import type { Services, Session } from '#server/services.ts'

export type SignedIn = { session: Session; services: Services; requestId: string; prefix: string; cookieScope: string }

/** The session this page is made for; without one, the page that says how to get one. */
export function requireSession(): SignedIn {
  const { sessionResult, services, requestId, url, prefix, cookieScope } = requestContext()
  if (sessionResult.session === null) {
    const { code } = sessionResult.error
    // Nobody could tell: no reason to give, so that the page leads back here once someone can.
    const reason = isUnreachableFailure(code) ? {} : { reason: code }
    redirect(`/sign-in?${new URLSearchParams({ ...reason, to: returnPath(withoutRouterQuery(url)) })}`)
  }
  return { session: sessionResult.session, services, requestId, prefix, cookieScope }
}

/** The router marks its own fetches of a page with `_rsc`; the page's address has none. */
function withoutRouterQuery(url: string): string {
  const [path = '/', query = ''] = url.split('?', 2)
  const kept = query.split('&').filter(pair => pair !== '' && !/^_rsc(?:=|$)/.test(pair))
  return kept.length === 0 ? path : `${path}?${kept.join('&')}`
}
