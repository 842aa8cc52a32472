import 'server-only'
import { redirect } from 'next/navigation'
import { requestContext } from '#server/request-context.ts'
import type { Services, Session } from '#server/services.ts'

export type SignedIn = { session: Session; services: Services; requestId: string }

/** The session this page is made for; without one, the page that says how to get one. */
export function requireSession(): SignedIn {
  const { sessionResult, services, requestId } = requestContext()
  if (sessionResult.session === null) redirect(`/signed-out?reason=${sessionResult.error.code}`)
  return { session: sessionResult.session, services, requestId }
}
