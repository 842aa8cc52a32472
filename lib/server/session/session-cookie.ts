import type { IncomingMessage, ServerResponse } from 'node:http'
import { sealData, unsealData } from 'iron-session'
import { z } from 'zod'
import { AppError } from '#errors/app-error.ts'
import { forwardedOrigin, forwardedPort } from '../http/forwarded.ts'
import { isCanonicalCompact } from './compact.ts'
import { chunkNames, joinCookie, parseCookies, splitCookie } from './cookie-chunks.ts'
import { deriveKey } from './derived-keys.ts'
import type { KeyManager } from './key-manager.ts'
import type { MasterKey } from './keyring.ts'

export type SessionCookie = {
  /** The session token inside the cookie, null where the request has no such cookie. Throws SESSION_INVALID where it is not one of ours. */
  read(request: IncomingMessage): Promise<string | null>
  /** Replaces whatever session cookie the browser has. Throws IDENTITY_REFUSED where the token is too large for cookies. */
  write(request: IncomingMessage, response: ServerResponse, prefix: string, token: string, expiresAtMs: number): Promise<void>
  clear(request: IncomingMessage, response: ServerResponse, prefix: string): void
}

const sealPattern = /^Fe26\.2\*(\d{1,10})\*[\w*-]+\*([\w-]{43})~2$/
const contentSchema = z.object({ token: z.string() })

/**
 * The session token in a cookie sealed by iron-session (encrypted, then authenticated). HttpOnly, SameSite=Strict, Path
 * the mount, Secure over https, named `latchkey-<cluster>-<port>` since cookies know no ports (RFC 6265 §8.5) and two
 * clusters are often open at once. The port is that of the first X-Forwarded-Host, else of Host.
 */
export function createSessionCookie(keys: KeyManager, clusterId: string, now: () => number): SessionCookie {
  const nameFor = (request: IncomingMessage): string => `latchkey-${clusterId.slice(0, 8)}-${forwardedPort(request)}`
  return {
    async read(request) {
      const sealed = joinCookie(nameFor(request), parseCookies(request.headers.cookie))
      if (sealed === undefined) return null
      const [, passwordId, digest] = sealPattern.exec(sealed ?? '') ?? []
      if (sealed === null || digest === undefined || !isCanonicalCompact(digest, 1)) throw new AppError('SESSION_INVALID')
      const key = await keys.verifyingKey(Number(passwordId).toString(16).padStart(8, '0'))
      if (!key) throw new AppError('SESSION_INVALID')
      // What it holds has an end of its own; the seal's (ttl) is no second clock.
      const content = contentSchema.safeParse(await unsealData(sealed, { password: passwordOf(key), ttl: 0 }))
      if (!content.success) throw new AppError('SESSION_INVALID')
      return content.data.token
    },
    async write(request, response, prefix, token, expiresAtMs) {
      const name = nameFor(request)
      const chunks = splitCookie(name, await sealData({ token }, { password: passwordOf(keys.signingKey()), ttl: 0 }))
      const written = new Set(chunks.map(chunk => chunk.name))
      const stale = chunkNames(name, parseCookies(request.headers.cookie)).filter(chunk => !written.has(chunk))
      const maxAgeSeconds = Math.max(0, Math.floor((expiresAtMs - now()) / 1000))
      for (const chunk of stale) append(request, response, prefix, `${chunk}=`, 0)
      for (const chunk of chunks) append(request, response, prefix, `${chunk.name}=${chunk.value}`, maxAgeSeconds)
    },
    clear(request, response, prefix) {
      const name = nameFor(request)
      for (const chunk of new Set([`${name}.0`, ...chunkNames(name, parseCookies(request.headers.cookie))])) append(request, response, prefix, `${chunk}=`, 0)
    },
  }
}

// iron-session finds a password by a number and takes no bytes.
function passwordOf(key: MasterKey): Record<string, string> {
  return { [Number.parseInt(key.kid, 16)]: Buffer.from(deriveKey(key, 'session-cookie')).toString('base64') }
}

function append(request: IncomingMessage, response: ServerResponse, prefix: string, pair: string, maxAgeSeconds: number): void {
  const secure = forwardedOrigin(request).isHttps ? '; Secure' : ''
  response.appendHeader('Set-Cookie', `${pair}; Path=${prefix}/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`)
}
