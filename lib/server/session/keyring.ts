import { randomBytes } from 'node:crypto'
import { z } from 'zod'

/** No session lives longer; the credential's own end may come sooner. */
export const maxSessionMs = 10 * 3_600_000
/** How long a new key signs before the next one is made. */
const signingMs = 30 * 24 * 3_600_000
/** A key is replaced this long before it could not cover a whole session any more. */
const renewBeforeMs = 24 * 3_600_000

/** A master key. Every use derives its own key from it (derived-keys.ts). `notAfterMs`: nothing it made is good after that. */
export type MasterKey = { readonly kid: string; readonly key: Buffer; readonly notAfterMs: number }
/** Newest first, never empty. The first signs, all verify. */
export type Keyring = readonly [MasterKey, ...MasterKey[]]

/** `keyring.json` of the Secret: kid → 32 bytes in base64, and an RFC 3339 time. A kid is 8 hex digits. */
const fileSchema = z.record(z.string().regex(/^[0-9a-f]{8}$/), z.object({ key: z.base64().length(44), notAfter: z.iso.datetime() }))

/** The keyring that a text holds, or null where it holds none: malformed, or no key that is still good. */
export function parseKeyring(text: string, nowMs: number): Keyring | null {
  const parsed = fileSchema.safeParse(parseJson(text))
  if (!parsed.success) return null
  const keys = Object.entries(parsed.data)
    .map(([kid, { key, notAfter }]) => ({ kid, key: Buffer.from(key, 'base64'), notAfterMs: Date.parse(notAfter) }))
    .filter(({ key, notAfterMs }) => key.length === 32 && notAfterMs > nowMs)
    .sort((a, b) => b.notAfterMs - a.notAfterMs || (a.kid < b.kid ? -1 : 1))
  const [newest, ...older] = keys
  return newest ? [newest, ...older] : null
}

export function formatKeyring(keyring: Keyring): string {
  return JSON.stringify(
    Object.fromEntries(keyring.map(({ kid, key, notAfterMs }) => [kid, { key: key.toString('base64'), notAfter: new Date(notAfterMs).toISOString() }])),
  )
}

/** A keyring of one fresh key. */
export function newKeyring(nowMs: number): Keyring {
  return [newKey(nowMs)]
}

export function needsRotation(keyring: Keyring, nowMs: number): boolean {
  return keyring[0].notAfterMs - nowMs < maxSessionMs + renewBeforeMs
}

/** A fresh key in front; the others stay until their own end, so no session breaks. */
export function rotated(keyring: Keyring, nowMs: number): Keyring {
  return [newKey(nowMs), ...keyring.filter(({ notAfterMs }) => notAfterMs > nowMs)]
}

function newKey(nowMs: number): MasterKey {
  return { kid: randomBytes(4).toString('hex'), key: randomBytes(32), notAfterMs: nowMs + signingMs + renewBeforeMs + maxSessionMs }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
