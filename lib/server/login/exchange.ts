import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { AppError, toAppError } from '#errors/app-error.ts'
import { sessionFields } from '../http/route.ts'
import type { RequestContext } from '../services.ts'
import { mountTag } from '../session/cookie-scope.ts'
import { type Revocations, renewalGraceMs } from '../session/revocations.ts'
import type { HeldView, SessionCookie } from '../session/session-cookie.ts'
import type { SessionTokens } from '../session/session-token.ts'
import type { WrappedClaims } from '../session/wrapped-claims.ts'
import type { WrappedTokens } from '../session/wrapped-token.ts'

export type ExchangeDeps = {
  logger: Logger
  tokens: SessionTokens
  wrapped: WrappedTokens
  revocations: Revocations
  claims: WrappedClaims
  cookie: SessionCookie
  /** Whether browsers may sign in at addresses of the kube-apiserver itself. */
  allowSharedOrigin: boolean
}

/**
 * A wrapped token for the session cookie, once. Whatever session the browser had is replaced: one is never taken over. Whom it
 * views the cluster as stays where the token goes on with the same session.
 * Throws WRAPPED_TOKEN_*, SESSION_EXPIRED, SESSION_REVOKED, SHARED_ORIGIN_REFUSED, IDENTITY_TOO_LARGE; no token is used up then.
 */
export async function exchange(
  { logger, tokens, wrapped, revocations, claims, cookie, allowSharedOrigin }: ExchangeDeps,
  request: IncomingMessage,
  response: ServerResponse,
  { prefix, requestId, isSharedOrigin }: RequestContext,
  { text, verifier }: { text: string; verifier: string | undefined },
): Promise<void> {
  if (isSharedOrigin && !allowSharedOrigin) throw new AppError('SHARED_ORIGIN_REFUSED')
  const { sessionToken, jti } = await wrapped.open(text, verifier)
  const session = await tokens.verify(sessionToken).catch(error => {
    throw toAppError(error).code === 'SESSION_INVALID' ? new AppError('WRAPPED_TOKEN_INVALID', undefined, { cause: error }) : error
  })
  revocations.check(session)
  const view = await keptView(request, mountTag(prefix), session.id, { tokens, cookie })
  // Last, so that nothing but a token that is good in every other way is ever used up.
  if (!(await claims.claim(jti))) throw new AppError('WRAPPED_TOKEN_USED')
  const write = (kept?: HeldView) => cookie.write(request, response, prefix, sessionToken, session.expiresAtMs, kept)
  // An identity that has grown goes before whom it views as.
  await (view ? write(view).catch(() => write()) : write())
  logger.info({ event: 'exchange', requestId, ...sessionFields(session), isSharedOrigin }, 'opened in a browser')
}

/** The view of the session that the browser has, where it is this one. */
async function keptView(
  request: IncomingMessage,
  tag: string,
  id: string,
  { tokens, cookie }: Pick<ExchangeDeps, 'tokens' | 'cookie'>,
): Promise<HeldView | null> {
  try {
    const [token, view] = await Promise.all([cookie.read(request, tag), cookie.readView(request, tag)])
    if (token === null || view === null) return null
    return (await tokens.verify(token, renewalGraceMs)).id === id ? view : null
  } catch {
    // A cookie that is no session any more is no reason to refuse a good token.
    return null
  }
}
