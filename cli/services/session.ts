import type { z } from 'zod'
import { type logoutRequestSchema, type SessionResponse, sessionResponseSchema } from '../../lib/contract/session.ts'
import { AppError } from '../../lib/errors/app-error.ts'
import type { Connection } from '../kubeconfig/connection.ts'
import { logIn } from './login.ts'
import type { LatchkeyService } from './service-proxy.ts'
import type { SessionCache } from './session-cache.ts'
import { sessionHeaders } from './session-headers.ts'

/** A cluster, Latchkey in it, and the session kept for this identity. */
export type Access = { connection: Connection; service: LatchkeyService; cache: SessionCache }

/** Does something with a session token: the kept one, or a new one when there is none or Latchkey no longer takes it. */
export async function withSession<T>(access: Access, work: (token: string) => Promise<T>): Promise<T> {
  // A method that was asked for by name is to be seen at work.
  const kept = access.service.loginPreference.method === null ? access.cache.read() : null
  if (kept) {
    try {
      return await work(kept.token)
    } catch (thrown) {
      if (!isSessionOver(thrown)) throw thrown
      access.cache.clear()
    }
  }
  const { token, expiresAt } = await logIn(access.connection, access.service)
  access.cache.write({ token, expiresAt })
  return work(token)
}

/** GET /api/v1/session. */
export async function readSession(service: LatchkeyService, token: string): Promise<SessionResponse> {
  const parsed = sessionResponseSchema.safeParse(await service.json({ path: '/api/v1/session', headers: sessionHeaders(token) }))
  if (!parsed.success) throw new AppError('NOT_READY', 'Latchkey in this cluster describes a session in a way that this version does not understand.')
  return parsed.data
}

/** Ends the kept session, here in any case and at Latchkey where it answers. False when there was none. */
export async function endSession({ service, cache }: Access): Promise<boolean> {
  const kept = cache.read()
  cache.clear()
  if (!kept) return false
  await signOut(service, kept.token)
  return true
}

/** Ends the session of this token at Latchkey, wherever else it is held. @throws where that is not known to have worked */
export async function signOut(service: LatchkeyService, token: string): Promise<void> {
  try {
    await postLogout(service, token, { everywhere: false })
  } catch (thrown) {
    if (!isSessionOver(thrown)) throw thrown
  }
}

/** Ends every session of this user at Latchkey, as the kept session or, where there is none, as a new one for that. None is kept here then. */
export async function endEverySession(access: Access): Promise<void> {
  await withSession(access, token => postLogout(access.service, token, { everywhere: true }))
  access.cache.clear()
}

async function postLogout(service: LatchkeyService, token: string, body: z.infer<typeof logoutRequestSchema>): Promise<void> {
  await service.json({ method: 'POST', path: '/api/v1/logout', headers: sessionHeaders(token), body })
}

function isSessionOver(thrown: unknown): boolean {
  return thrown instanceof AppError && ['UNAUTHENTICATED', 'SESSION_INVALID', 'SESSION_EXPIRED', 'SESSION_REVOKED'].includes(thrown.code)
}
