import { createHash } from 'node:crypto'
import { verifierHeader } from '../../lib/contract/headers.ts'
import { type LoginHow, type LoginResponse, signInResponseSchema } from '../../lib/contract/login.ts'
import { AppError } from '../../lib/errors/app-error.ts'
import { parseJson } from '../kube/status.ts'
import { readText } from '../kube/transport.ts'
import { type LatchkeyService, ownFailure } from '../services/service-proxy.ts'
import { notAFormHeaders } from '../services/session-headers.ts'
import { sortCookies } from './cookie-jar.ts'
import { ownHeaders } from './headers.ts'
import { newSecret } from './launch-secret.ts'

/** Proves the identity of the kubeconfig. */
export type LogIn = (how: LoginHow) => Promise<LoginResponse>

/** A session for the jar of a browser: lines of Set-Cookie, and where the sign-in leads, a path inside the mount. */
export type SignedIn = Pick<LoginResponse, 'user' | 'token' | 'expiresAt'> & { cookies: string[]; location: string }

type Exchange = { service: LatchkeyService; port: number; mount: string }

/**
 * Signs in for a browser under a mount, and does the exchange in its place: the wrapped token and its verifier stay between
 * this process and Latchkey, in the body and a header of one request. `held`: the cookies that the new ones take the place of, so
 * that a view stays. @throws as the login; NOT_READY where Latchkey is too old
 */
export async function signIn(exchange: Exchange, logIn: LogIn, how: LoginHow, to: string, held: readonly string[] = []): Promise<SignedIn> {
  const verifier = newSecret()
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  const { user, token, expiresAt, wrappedToken } = await logIn({ ...how, renewing: true, challenge })
  const { cookies, text } = await post(
    exchange,
    '/api/v1/sign-in',
    { [verifierHeader]: verifier, ...(held.length > 0 ? { cookie: held.join('; ') } : {}) },
    { wrappedToken, to },
  )
  const answer = signInResponseSchema.safeParse(parseJson(text))
  if (!answer.success || cookies.length === 0)
    throw new AppError('NOT_READY', 'Latchkey in this cluster answers a sign-in in a way that this version does not understand.')
  return { user, token, expiresAt, cookies, location: answer.data.location }
}

/** Ends the session that these cookies are. @throws where that is not known to have worked */
export async function signOut(exchange: Exchange, cookies: readonly string[]): Promise<void> {
  await post(exchange, '/api/v1/logout', { cookie: cookies.join('; ') }, {})
}

/** POST as a page of this mount would do it. */
async function post(
  { service, port, mount }: Exchange,
  path: string,
  headers: Record<string, string>,
  body: unknown,
): Promise<{ cookies: string[]; text: string }> {
  const host = `127.0.0.1:${port}`
  const answer = await service.send({
    method: 'POST',
    path,
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      origin: `http://${host}`,
      ...notAFormHeaders,
      ...ownHeaders(mount, host),
      ...headers,
    },
    body: JSON.stringify(body),
  })
  const text = await readText(answer.body)
  if (answer.status >= 400) throw (await service.refusal(answer.status, text)) ?? ownFailure(answer.status, text)
  return { cookies: sortCookies([answer.headers['set-cookie'] ?? []].flat(), port).session, text }
}
