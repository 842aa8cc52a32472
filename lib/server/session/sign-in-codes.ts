import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { apiPath } from '#domain/api-path.ts'
import { AppError } from '#errors/app-error.ts'
import type { OwnClient } from '../kube/own-client.ts'
import { deriveKey } from './derived-keys.ts'
import type { KeyManager } from './key-manager.ts'
import type { MasterKey } from './keyring.ts'
import { microTime, wrappedTokenLabels } from './lease-claims.ts'
import { wrappedLifetimesMs } from './wrapped-token.ts'

/** Codes short enough to copy from a terminal, each for a wrapped token that the cluster keeps until it ends. */
export type SignInCodes = {
  /** A fresh code, `XXXXX-XXXXX-XXXXX-XXXXX-XXXXX`. */
  issue(wrappedToken: string): Promise<string>
  /** The wrapped token of a code. Throws WRAPPED_TOKEN_INVALID, TOO_MANY_REQUESTS. The exchange sees to it that it is good once. */
  open(code: string): Promise<string>
}

// Crockford's base 32: no I, L, O, U, five bits each. 80 bits of chance, then 45 of a MAC over them.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const chanceLength = 16
const macLength = 9
const annotation = 'latchkey.dev/sealed-token'
const listSchema = z.object({ items: z.array(z.object({ metadata: z.object({ annotations: z.record(z.string(), z.string()).default({}) }) })) })

/** A code that we issued may be shown so often, since each time costs the kube-apiserver a request. */
const asksPerSecond = 5

/**
 * One Lease per code in our own namespace, named by a hash of the code; the token in it is sealed with a key that only the
 * code gives, so that reading Leases opens nothing. The sweep of claims removes them. A code proves by a MAC that we issued
 * it: whoever tries codes costs nobody anything, and keeps no one else's code out.
 */
export function createSignInCodes(client: OwnClient, keys: KeyManager, namespace: string, now: () => number): SignInCodes {
  const collection = apiPath({ group: 'coordination.k8s.io', version: 'v1', resource: 'leases', namespace })
  const mayAsk = createLimit(asksPerSecond, now)
  return {
    async issue(wrappedToken) {
      const chance = spell(randomBytes(chanceLength))
      const code = chance + macOf(keys.signingKey(), chance)
      const body = {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { name: nameOf(code), namespace, labels: wrappedTokenLabels, annotations: { [annotation]: seal(code, wrappedToken) } },
        spec: { renewTime: microTime(now()), leaseDurationSeconds: wrappedLifetimesMs.code / 1000 },
      }
      await client.json({ method: 'POST', path: collection, body })
      return code.match(/.{5}/g)?.join('-') ?? code
    },
    async open(text) {
      const code = normalize(text)
      if (code === null || !isOurs(code)) throw new AppError('WRAPPED_TOKEN_INVALID')
      if (!mayAsk(code)) throw new AppError('TOO_MANY_REQUESTS', 'This code is being tried too often. Try again in a moment.')
      const query = new URLSearchParams({ fieldSelector: `metadata.name=${nameOf(code)}`, limit: '1' })
      const { items } = listSchema.parse(await client.json({ path: `${collection}?${query}` }))
      const sealed = items[0]?.metadata.annotations[annotation]
      if (sealed === undefined) throw new AppError('WRAPPED_TOKEN_INVALID')
      return unseal(code, sealed)
    },
  }

  function isOurs(code: string): boolean {
    const chance = code.slice(0, chanceLength)
    const shown = Buffer.from(code.slice(chanceLength))
    return keys.verifyingKeys().some(key => timingSafeEqual(Buffer.from(macOf(key, chance)), shown))
  }
}

function spell(bytes: Uint8Array): string {
  return Array.from(bytes, byte => alphabet[byte & 31]).join('')
}

function macOf(key: MasterKey, chance: string): string {
  return spell(createHmac('sha256', deriveKey(key, 'sign-in-code')).update(chance).digest().subarray(0, macLength))
}

/** The code as issued, however it was copied or typed; null where it cannot be one. */
function normalize(text: string): string | null {
  const code = text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
  return code.length === chanceLength + macLength && [...code].every(char => alphabet.includes(char)) ? code : null
}

function nameOf(code: string): string {
  return `code-${createHash('sha256').update(`latchkey/v1/sign-in-code/name ${code}`).digest('hex').slice(0, 40)}`
}

function keyOf(code: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', code, '', 'latchkey/v1/sign-in-code/key', 32))
}

function seal(code: string, text: string): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyOf(code), nonce)
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')
}

function unseal(code: string, sealed: string): string {
  try {
    const bytes = Buffer.from(sealed, 'base64url')
    const decipher = createDecipheriv('aes-256-gcm', keyOf(code), bytes.subarray(0, 12), { authTagLength: 16 })
    decipher.setAuthTag(bytes.subarray(12, 28))
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
  } catch (error) {
    throw new AppError('WRAPPED_TOKEN_INVALID', undefined, { cause: error })
  }
}

/** Whether a code may be asked for once more in this second. */
function createLimit(perSecond: number, now: () => number): (code: string) => boolean {
  let second = 0
  const asked = new Map<string, number>()
  return code => {
    const current = Math.floor(now() / 1000)
    if (current !== second) asked.clear()
    second = current
    const times = (asked.get(code) ?? 0) + 1
    asked.set(code, times)
    return times <= perSecond
  }
}
