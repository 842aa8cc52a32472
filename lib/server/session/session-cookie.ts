import { hash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { sealData, unsealData } from 'iron-session'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { type Identity, identitySchema } from '#contract/identity.ts'
import { AppError } from '#errors/app-error.ts'
import { forwardedOrigin, forwardedPort } from '../http/forwarded.ts'
import { isCanonicalCompact } from './compact.ts'
import { chunkNames, joinCookie, parseCookies, splitCookie } from './cookie-chunks.ts'
import { cookieScope, mountTag, rootTag } from './cookie-scope.ts'
import { deriveKey } from './derived-keys.ts'
import type { KeyManager } from './key-manager.ts'
import type { MasterKey } from './keyring.ts'
import { deepFreeze, type PackedCapabilities, packedCapabilitiesSchema } from './session-token.ts'

/** Whom a session acts as in the place of its user, and what they may, as of when that began. */
export type HeldView = { readonly identity: Identity; readonly packed: PackedCapabilities }

export type SessionCookie = {
  /**
   * The session token inside the cookie of a mount (cookie-scope.ts), null where the request has no such cookie. Throws
   * SESSION_INVALID where it is not one of ours.
   */
  read(request: IncomingMessage, tag: string): Promise<string | null>
  /** The view that the same cookie holds. Throws as `read` does. */
  readView(request: IncomingMessage, tag: string): Promise<HeldView | null>
  /** Replaces whatever session cookie the browser has, and the view in it. Throws IDENTITY_TOO_LARGE where the token is too large for cookies. */
  write(request: IncomingMessage, response: ServerResponse, prefix: string, token: string, expiresAtMs: number, view?: HeldView): Promise<void>
  clear(request: IncomingMessage, response: ServerResponse, prefix: string): void
}

const sealPattern = /^Fe26\.2\*(\d{1,10})\*[\w*-]+\*([\w-]{43})~2$/
const contentSchema = z.object({ token: z.string(), view: z.object({ identity: identitySchema, packed: packedCapabilitiesSchema }).optional() })
type Content = z.infer<typeof contentSchema>
/** A browser sends the same cookie with every request, and unsealing takes long. */
const unsealedCookies = { max: 5_000, maxSize: 32 * 1024 * 1024 }

/**
 * The session token in a cookie sealed by iron-session (encrypted, then authenticated). HttpOnly, SameSite=Strict, Path
 * the mount, named `latchkey-<cluster>-<port>[-<mount>]` (cookie-scope.ts). Over https it is Secure and its name says so:
 * `__Host-` at the root, `__Secure-` elsewhere (RFC 6265bis §4.1.3), so that no plain http page can plant one.
 */
export function createSessionCookie(keys: KeyManager, clusterId: string, now: () => number): SessionCookie {
  const plainName = (request: IncomingMessage, tag: string): string => `latchkey-${cookieScope(clusterId, forwardedPort(request), tag)}`
  const unsealed = new LRUCache<string, { key: MasterKey; content: Content }>(unsealedCookies)

  async function unseal(sealed: string, key: MasterKey): Promise<Content> {
    const sealedHash = hash('sha256', sealed, 'base64url')
    const known = unsealed.get(sealedHash)
    if (known?.key === key) return known.content
    // What it holds has an end of its own; the seal's (ttl) is no second clock.
    const parsed = contentSchema.safeParse(await unsealData(sealed, { password: passwordOf(key), ttl: 0 }))
    if (!parsed.success) throw new AppError('SESSION_INVALID')
    const content = deepFreeze(parsed.data)
    unsealed.set(sealedHash, { key, content }, { size: sealed.length + 1_024 })
    return content
  }

  async function contentOf(request: IncomingMessage, tag: string): Promise<Content | null> {
    const cookies = parseCookies(request.headers.cookie)
    const sealed = readableNames(request, plainName(request, tag), tag)
      .map(name => joinCookie(name, cookies))
      .find(value => value !== undefined)
    if (sealed === undefined) return null
    const [, passwordId, digest] = sealPattern.exec(sealed ?? '') ?? []
    if (sealed === null || digest === undefined || !isCanonicalCompact(digest, 1)) throw new AppError('SESSION_INVALID')
    const key = await keys.verifyingKey(Number(passwordId).toString(16).padStart(8, '0'))
    if (!key) throw new AppError('SESSION_INVALID')
    return unseal(sealed, key)
  }

  return {
    read: async (request, tag) => (await contentOf(request, tag))?.token ?? null,
    readView: async (request, tag) => (await contentOf(request, tag))?.view ?? null,
    async write(request, response, prefix, token, expiresAtMs, view) {
      const tag = mountTag(prefix)
      const plain = plainName(request, tag)
      const name = isSecure(request) ? securedName(plain, tag) : plain
      const chunks = splitCookie(name, await sealData({ token, view }, { password: passwordOf(keys.signingKey()), ttl: 0 }))
      const written = new Set(chunks.map(chunk => chunk.name))
      const maxAgeSeconds = Math.max(0, Math.floor((expiresAtMs - now()) / 1000))
      for (const stale of presentChunks(request, plain, tag)) if (!written.has(stale)) append(response, prefix, `${stale}=`, 0)
      for (const chunk of chunks) append(response, prefix, `${chunk.name}=${chunk.value}`, maxAgeSeconds)
    },
    clear(request, response, prefix) {
      const tag = mountTag(prefix)
      const plain = plainName(request, tag)
      const name = isSecure(request) ? securedName(plain, tag) : plain
      for (const chunk of new Set([`${name}.0`, ...presentChunks(request, plain, tag)])) append(response, prefix, `${chunk}=`, 0)
    },
  }
}

function securedName(plain: string, tag: string): string {
  return `${tag === rootTag ? '__Host-' : '__Secure-'}${plain}`
}

/** Names under which a session of this origin can be. Where nobody tells the scheme, the one that plain http cannot set goes first. */
function readableNames(request: IncomingMessage, plain: string, tag: string): string[] {
  const { scheme } = forwardedOrigin(request)
  if (scheme === 'https') return [securedName(plain, tag)]
  return scheme === 'http' ? [plain] : [securedName(plain, tag), plain]
}

// Behind the service proxy only the Origin of the page that signs in tells the scheme.
function isSecure(request: IncomingMessage): boolean {
  const { scheme } = forwardedOrigin(request)
  return scheme === null ? (request.headers.origin ?? '').startsWith('https://') : scheme === 'https'
}

function presentChunks(request: IncomingMessage, plain: string, tag: string): string[] {
  const cookies = parseCookies(request.headers.cookie)
  return readableNames(request, plain, tag).flatMap(name => chunkNames(name, cookies))
}

// iron-session finds a password by a number and takes no bytes.
function passwordOf(key: MasterKey): Record<string, string> {
  return { [Number.parseInt(key.kid, 16)]: Buffer.from(deriveKey(key, 'session-cookie')).toString('base64') }
}

function append(response: ServerResponse, prefix: string, pair: string, maxAgeSeconds: number): void {
  const secure = pair.startsWith('__') ? '; Secure' : ''
  response.appendHeader('Set-Cookie', `${pair}; Path=${prefix}/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`)
}
