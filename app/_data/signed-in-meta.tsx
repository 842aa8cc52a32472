import 'server-only'
import { createHash } from 'node:crypto'
import { requireSession } from './session.ts'

/** What the browser's side of a page made for a session reads of it. */
export function SignedInMeta() {
  const { session, services, prefix, cookieScope } = requireSession()
  return (
    <>
      <meta name="latchkey-proof" content={services.pageProof(session, prefix)} />
      <meta name="latchkey-cookie-scope" content={cookieScope} />
      <meta name="latchkey-user-scope" content={userScope(cookieScope, session.identity.name)} />
      <meta name="latchkey-person-scope" content={userScope(cookieScope, (session.viewer ?? session.identity).name)} />
    </>
  )
}

/** What this browser keeps for one user is not for the next one who signs in here. */
function userScope(cookieScope: string, name: string): string {
  return createHash('sha256').update(`${cookieScope} ${name}`).digest('base64url').slice(0, 16)
}
